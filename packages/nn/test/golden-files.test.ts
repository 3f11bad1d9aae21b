import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runGolden } from "./run-golden.ts";
import { ggufOf, textKey } from "./weight-files/gguf-of.ts";
import { pickle, text, torchFile } from "./weight-files/pickles.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qkv-golden-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fixture = (name: string) => fileURLToPath(new URL(`weight-files/${name}`, import.meta.url));

/** Write a book of cases of a kind, with files that are bytes or named like a fixture. */
function write(
  kind: string,
  book: string,
  content: object,
  files: Readonly<Record<string, Uint8Array | string>>,
): void {
  const path = join(folder, "files", kind);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, book), JSON.stringify(content));
  for (const [name, file] of Object.entries(files))
    if (typeof file === "string") copyFileSync(fixture(file), join(path, name));
    else writeFileSync(join(path, name), file);
}

const leaf = (tensor: string, shape: readonly number[]) => ({ tensor, dtype: "float32", shape });
const tree = {
  dict: [
    ["weight", leaf("model.weight", [4, 6])],
    ["nested", { dict: [["bias", leaf("model.nested.bias", [6])]] }],
  ],
};
const files = { "a.pt": "protocol-4.pt", "v.safetensors": "torch.safetensors" };
const good = (record: object) => ({
  cases: [{ file: "a.pt", values: "v.safetensors", tree, ...record }],
});

describe("a file of torch.save", () => {
  test("passes with its tree and values", async () => {
    write("torch", "good.json", good({}), files);
    const { lines, code } = await runGolden(folder);
    expect(lines).toEqual([
      expect.stringMatching(/^ok {4}files\/torch\/a\.pt /),
      "1 passed, 0 failed, 0 skipped",
    ]);
    expect(code).toBe(0);
  });

  const bias = (shape: readonly number[]) => ({
    dict: [["bias", leaf("model.nested.bias", shape)]],
  });
  const wrong: readonly (readonly [what: string, record: object, said: string])[] = [
    [
      "a value",
      { tree: { dict: [tree.dict[0], ["nested", { dict: [["bias", leaf("column", [6])]] }]] } },
      "has 24 bytes, expected 16",
    ],
    [
      "a shape",
      { tree: { dict: [tree.dict[0], ["nested", bias([2, 3])]] } },
      "/nested/bias is [6], expected [2, 3]",
    ],
    [
      "a key",
      { tree: { dict: [tree.dict[0], ["other", bias([6])]] } },
      "keys[1] is nested, expected other",
    ],
    ["a kind of node", { tree: { queue: [] } }, "queue is not understood"],
    ["a container", { tree: { list: [] } }, "is no list of 0"],
  ];
  test.each(wrong)("fails by %s", async (_, record, said) => {
    write("torch", "good.json", good(record), files);
    const { lines, code } = await runGolden(folder);
    expect(lines[0]).toMatch(/^FAIL {2}files\/torch\/a\.pt /);
    expect(lines[0]).toContain(said);
    expect(code).toBe(1);
  });
});

describe("a file that somebody made to do harm", () => {
  const hostile = async (must: string, bytes: Uint8Array, marker = join(folder, "marker")) => {
    write("torch", "hostile.json", { marker, cases: [{ file: "h.pt", must }] }, { "h.pt": bytes });
    const { lines } = await runGolden(folder);
    return lines[0]!;
  };
  const bad = torchFile(pickle([0x80, 2], "}", text("t"), "."));

  test("passes where it is refused with a typed error", async () => {
    expect(await hostile("refuse", bad)).toMatch(/^ok {4}/);
    expect(await hostile("refuse, or read nothing", bad)).toMatch(/^ok {4}/);
  });

  test("fails where it is read, and where something stands that a file would have made", async () => {
    const read = new Uint8Array(readFileSync(fixture("protocol-4.pt")));
    expect(await hostile("refuse", read)).toContain("it was read, expected a refusal");
    expect(await hostile("refuse or read it", read)).toMatch(/^ok {4}/);
    expect(await hostile("refuse", bad, folder)).toContain("a file has been run, now or earlier");
    expect(await hostile("behave", bad)).toContain('must "behave" is not understood');
  });
});

test("a GGUF file is to be read, or refused as a model by its architecture's name", async () => {
  const cases = [
    { file: "valid.gguf", must: "read: t = [1,2,3,4]" },
    { file: "other.gguf", must: "read: t = [1,2,3,5]" },
    { file: "none.gguf", must: "refuse as a model" },
    { file: "named.gguf", must: "refuse as a model, naming it" },
  ];
  const named = ggufOf({ keys: [textKey("general.architecture", "mamba")] });
  const whole = ggufOf();
  write(
    "gguf",
    "broken.json",
    { cases },
    {
      "valid.gguf": whole,
      "other.gguf": whole,
      "none.gguf": whole,
      "named.gguf": named,
    },
  );
  const { lines } = await runGolden(folder);
  expect(lines.map((line) => line.slice(0, 4))).toEqual(["ok  ", "FAIL", "ok  ", "ok  ", "3 pa"]);
  expect(lines[1]).toContain("t is [1,2,3,4], expected [1,2,3,5]");
});

test("a kind of files that is not known fails", async () => {
  write("onnx", "good.json", { cases: [{ file: "a.onnx" }] }, { "a.onnx": Uint8Array.of(1) });
  const { lines, code } = await runGolden(folder);
  expect(lines[0]).toContain("files of kind onnx are not understood");
  expect(code).toBe(1);
});
