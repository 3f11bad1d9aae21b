import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBothParts } from "../../../scripts/testing/parts.mjs";
import { folderWithText, newFolder, qkv, small } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);

beforeAll(async () => {
  folderWithText(folder);
  const args = ["train", "--data", "text.txt", ...small, "--steps", "3", "--out", "good"];
  const { code, stderr } = await qkv(args, { cwd: folder });
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Fields = Record<string, unknown>;
type Header = Record<string, { shape: number[]; data_offsets: number[]; dtype: string }>;

/** Change fields of config.json. */
function config(change: Fields) {
  return (run: string): void => {
    const path = join(run, "config.json");
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }));
  };
}

/** Put a config.json of the older form in place of this one. */
function olderConfig(change: Fields) {
  return (run: string): void => {
    const path = join(run, "config.json");
    const { vocab_size: vocabSize } = JSON.parse(readFileSync(path, "utf8"));
    const model = {
      ...{ vocabSize, contextLength: 8, layers: 1, heads: 2, dModel: 16, dropout: 0, bias: true },
      ...{ activation: "gelu", positions: "learned", tieWeights: true, ...change },
    };
    writeFileSync(path, JSON.stringify({ format: "qkv-gpt", version: 1, model }));
  };
}

const replace = (file: string, contents: string | Uint8Array) => (run: string) =>
  writeFileSync(join(run, file), contents);

/** Change the header of model.safetensors; the values stay where they are. */
function header(change: (header: Header) => void) {
  return (run: string): void => {
    const path = join(run, "model.safetensors");
    const bytes = readFileSync(path);
    const length = Number(bytes.readBigUInt64LE());
    const parsed: Header = JSON.parse(bytes.subarray(8, 8 + length).toString());
    change(parsed);
    const text = Buffer.from(JSON.stringify(parsed));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(text.length));
    writeFileSync(path, Buffer.concat([size, text, bytes.subarray(8 + length)]));
  };
}

/** Change what the header says of one tensor. */
const entry = (name: string, change: (header: Header) => Partial<Header[string]>) =>
  header((all) => {
    all[name] = { ...all[name]!, ...change(all) };
  });

const wte = "transformer.wte.weight";
const norm = "transformer.ln_f.weight";

const cases: readonly (readonly [string, (run: string) => void, RegExp])[] = [
  ["no config.json", (run) => rmSync(join(run, "config.json")), /config\.json: .*no such file/],
  ["no JSON", replace("config.json", "model: gpt"), /config\.json is no JSON file/],
  [
    "a list for a config",
    replace("config.json", "[1]"),
    /config\.json: it is \[1\], expected an object/,
  ],
  ["a foreign config", replace("config.json", '{"a":1}'), /model_type is missing, expected text/],
  [
    "a model of a family that nobody knows",
    replace("config.json", '{"model_type":"gpt9"}'),
    /config\.json: model_type is "gpt9", expected one of gpt2, /,
  ],
  [
    "a newer version",
    replace("config.json", '{"format":"qkv-gpt","version":9}'),
    /config\.json: version is 9, expected 1/,
  ],
  [
    "a billion layers",
    config({ n_layer: 1e9 }),
    /config\.json: the model has more than 10,000 tensors .* holds/,
  ],
  [
    "a thousand layers",
    config({ n_layer: 1_000 }),
    /the model has more than 10,000 tensors of .* parameters, and the weights file holds/,
  ],
  ["a huge width", config({ n_embd: 2 ** 20 }), /WebAssembly ends at 4\.00 GiB/],
  [
    "an endless context",
    config({ n_positions: 2e9, positions: "sinusoidal" }),
    /WebAssembly ends at/,
  ],
  ["no layers", config({ n_layer: 0 }), /n_layer is 0, expected an integer from 1/],
  ["text for a number", config({ n_head: "two" }), /n_head is "two", expected an integer/],
  [
    "a missing field",
    olderConfig({ bias: undefined }),
    /model\.bias is missing, expected true or false/,
  ],
  ["an unknown field", config({ rope: true }), /config\.json: rope is not understood for gpt2/],
  [
    "an unknown field in the older form",
    olderConfig({ rope: true }),
    /config\.json: model has unknown fields: rope/,
  ],
  [
    "no layers in the older form",
    olderConfig({ layers: 0 }),
    /model\.layers is 0, expected an int/,
  ],
  [
    "a huge width in the older form",
    olderConfig({ dModel: 2 ** 20 }),
    /WebAssembly ends at 4\.00 GiB/,
  ],
  [
    "weights of the present form under the older one",
    olderConfig({}),
    /c_attn\.weight is \[16, 48\], expected \[48, 16\]/,
  ],
  [
    "a setting that no training has",
    (run) => {
      const path = join(run, "training.json");
      const training = JSON.parse(readFileSync(path, "utf8"));
      const settings = { ...training.settings, betta2: 0.9 };
      writeFileSync(path, JSON.stringify({ ...training, settings }));
    },
    /training\.json: settings has unknown fields: betta2/,
  ],
  ["heads that do not divide", config({ n_head: 3 }), /config\.json: .*3/],
  [
    "an unknown activation",
    config({ activation_function: "swish" }),
    /activation_function is "swish"/,
  ],
  [
    "more layers than the file has",
    config({ n_layer: 2 }),
    /missing keys: transformer\.h\.1\.ln_1\.weight/,
  ],
  [
    "another context",
    config({ n_positions: 9 }),
    /transformer\.wpe\.weight is \[8, 16\], expected \[9, 16\]/,
  ],
  ["no tokenizer", (run) => rmSync(join(run, "tokenizer.json")), /tokenizer\.json: .*no such file/],
  [
    "a foreign tokenizer",
    replace("tokenizer.json", '{"type":"bpe"}'),
    /tokenizer\.json: .*type is "bpe"/,
  ],
  [
    "a tokenizer of another size",
    replace("tokenizer.json", '{"type":"character","version":1,"vocabulary":["a"]}'),
    /tokenizer\.json has 1 tokens, but the vocabulary of config\.json has/,
  ],
  [
    "no weights",
    (run) => rmSync(join(run, "model.safetensors")),
    /model\.safetensors: .*no such file/,
  ],
  ["empty weights", replace("model.safetensors", ""), /model\.safetensors: .*0 bytes/],
  [
    "weights that are text",
    replace("model.safetensors", "x".repeat(100)),
    /model\.safetensors: .*header's length/,
  ],
  [
    "a header longer than the file",
    replace("model.safetensors", Buffer.from([200, 0, 0, 0, 0, 0, 0, 0, 123])),
    /model\.safetensors: .*header's length is 200 bytes, but the file ends after 1/,
  ],
  [
    "cut weights",
    (run) => {
      const path = join(run, "model.safetensors");
      writeFileSync(path, readFileSync(path).subarray(0, -40));
    },
    /model\.safetensors: /,
  ],
  [
    "overlapping tensors",
    entry(norm, (h) => ({ data_offsets: h[wte]!.data_offsets })),
    /model\.safetensors: /,
  ],
  [
    "offsets outside",
    entry(norm, () => ({ data_offsets: [1e12, 1e12 + 64] })),
    /model\.safetensors: /,
  ],
  [
    "weights that are no numbers",
    (run) => {
      const path = join(run, "model.safetensors");
      const bytes = readFileSync(path);
      bytes.writeFloatLE(Number.NaN, bytes.length - 4);
      writeFileSync(path, bytes);
    },
    /model\.safetensors: tensor "transformer\.\S+" is NaN at element \d+, expected finite numbers/,
  ],
  [
    "a wrong dtype",
    entry(norm, () => ({ dtype: "I32" })),
    /transformer\.ln_f\.weight is int32, expected float32/,
  ],
  [
    "a missing key and an unexpected one",
    header((h) => {
      h["\u001b[31mevil"] = h[norm]!;
      delete h[norm];
    }),
    /missing keys: transformer\.ln_f\.weight; unexpected keys: \[31mevil|unexpected keys: {1,2}\[31mevil/,
  ],
  [
    "weights of something else",
    header((h) => {
      h["layers.0.weight"] = h[wte]!;
      delete h[wte];
    }),
    /has no transformer\.wte\.weight, so it is not of a qkv model; it holds /,
  ],
];

describe("generate refuses a model with", () => {
  for (const [part, some] of inBothParts(cases, 8))
    test.concurrent.each(some)("%s", part, async (name, damage, message) => {
      const run = at(name.replaceAll(" ", "-"));
      cpSync(at("good"), run, { recursive: true });
      damage(run);
      const outcome = await qkv(["generate", "--model", run, "--max-new-tokens", "1"]);
      expect(outcome).toMatchObject({ code: 1, stdout: "" });
      expect(outcome.stderr).toMatch(/^error: \P{Cc}+\n$/u);
      expect(outcome.stderr).toMatch(message);
      expect(outcome.stderr).not.toContain("fault in qkv");
    });
});

test("every command names a folder that is not there", async () => {
  for (const command of ["generate", "inspect", "evaluate"]) {
    const data = command === "evaluate" ? ["--data", "book"] : [];
    const outcome = await qkv([command, "--model", at("none"), ...data]);
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain(at("none"));
    expect((await qkv([command])).stderr).toContain("--model is missing");
  }
});
