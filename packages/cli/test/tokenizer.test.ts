import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasTerminals, qkvInTerminal, screenOf } from "./in-terminal.ts";
import { folderWithText, jsonLines, newFolder, qkv, small } from "./run-qkv.ts";

const folder = newFolder();
const run = (...args: readonly string[]) => qkv(args, { cwd: folder });
beforeAll(async () => {
  folderWithText(folder);
  const trained = await run(
    ...["tokenizer", "train", "--data", "text.txt", "--vocab-size", "300", "--out", "tok"],
  );
  expect(trained.stderr).toBe("");
  expect(trained.stdout).toMatch(/^tok\/tokenizer\.json: \d+ tokens, trained in/);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = "the é\n";

test("a tokenizer that was trained encodes, and decodes to the same text", async () => {
  const encoded = await run("tokenizer", "encode", "--tokenizer", "tok", "--text", text, "--json");
  const [{ ids, tokens, offsets }] = jsonLines(encoded.stdout) as [
    { ids: number[]; tokens: string[]; offsets: [number, number][] },
  ];
  expect(tokens.join("")).toBe("theĠÃ©Ċ");
  expect(offsets.at(-1)).toEqual([5, 6]);
  const given = ids.join(" ");
  const decoded = await run("tokenizer", "decode", "--tokenizer", "tok", "--ids", given);
  expect(decoded.stdout).toBe(`${text}\n`);
});

test("inspect says what a tokenizer consists of", async () => {
  const { stdout } = await run("tokenizer", "inspect", "--tokenizer", "tok", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ model: "BPE", pre_tokenizer: "ByteLevel", normalizer: "none" },
    "special tokens": ["<|endoftext|>"],
  });
});

test("a GPT is trained on subwords; its folder has the tokenizer, which generate and evaluate use", async () => {
  const trained = await run(
    ...["train", "--data", "text.txt", "--tokenizer", "bpe:280", ...small],
    ...["--steps", "6", "--out", "run"],
  );
  expect(trained.stderr).toBe("");
  expect(trained.stdout).toContain("tokens to train on");
  const file = JSON.parse(readFileSync(join(folder, "run", "tokenizer.json"), "utf8"));
  expect(file.model.type).toBe("BPE");
  const evaluated = await run("evaluate", "--model", "run", "--data", "text.txt", "--json");
  const score = JSON.parse(evaluated.stdout);
  const nats = score.loss * score.tokens;
  expect(score.perplexity).toBeCloseTo(Math.exp(score.loss), 6);
  expect(score.bitsPerByte).toBeCloseTo(nats / Math.LN2 / score.bytes, 6);
  expect(Math.log(score.wordPerplexity)).toBeCloseTo(nats / score.words, 6);
  const generated = await run(
    ...["generate", "--model", "run", "--prompt", "the", "--max-new-tokens", "5"],
  );
  expect(generated.code).toBe(0);
  expect(generated.stdout.startsWith("the")).toBe(true);
  const resumed = await run("train", "--resume", "run", "--steps", "8");
  expect(resumed.code).toBe(0);
});

describe("what is wrong is said in one line", () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [["tokenizer"], "qkv tokenizer is followed by train, encode, decode, inspect"],
    [["tokenizer", "encod"], "the nearest is encode"],
    [["tokenizer", "inspect", "--tokenizer", "nope"], "nope: there is no such file"],
    [["tokenizer", "inspect", "--tokenizer", "text.txt"], "text.txt: tokenizer: it is no JSON"],
    [["tokenizer", "decode", "--tokenizer", "tok", "--ids", "1 x"], '--ids has "x"'],
    [["train", "--data", "text.txt", "--tokenizer", "bpe"], "--tokenizer is bpe, expected bpe:N"],
    [["train", "--resume", "run", "--tokenizer", "tok"], "--tokenizer is that of the run in run"],
  ];
  test.each(wrong)("%j", async (args, said) => {
    const { code, stderr } = await run(...args);
    expect(code).not.toBe(0);
    expect(stderr).toContain(said);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

if (hasTerminals)
  test.each([60, 80, 140])("tokens and facts fit a terminal of %i columns", async (columns) => {
    const sentence = "the quick brown fox, naïve and 世界 wide, jumps over the lazy dog. ".repeat(
      4,
    );
    for (const args of [
      ["tokenizer", "encode", "--tokenizer", "tok", "--text", sentence],
      ["tokenizer", "inspect", "--tokenizer", "tok"],
      ["tokenizer", "--help"],
    ]) {
      const { code, written, screen } = await qkvInTerminal(args, { columns, cwd: folder });
      expect(code).toBe(0);
      expect(screen, "a line was wider than the terminal").toEqual(screenOf(written, 10_000));
      if (args[1] === "encode") expect(written).toContain("\u001b[44m");
    }
  });
