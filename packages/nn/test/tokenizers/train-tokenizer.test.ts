import { describe, expect, test } from "vitest";
import { tokenizerTypes } from "../../src/tokenizers/training/tokenizer-types.ts";
import { trainTokenizer } from "../../src/tokenizers/training/train-tokenizer.ts";

const text = Array.from(
  { length: 40 },
  (_, i) =>
    `the boat ${i % 3 === 0 ? "leaves" : "left"} the harbour at ${i}, naïve sailors sang 😀\n`,
).join("");

interface File {
  readonly model: { readonly vocab: object; readonly merges: readonly (readonly string[])[] };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

describe.each(tokenizerTypes)("a trained %s tokenizer", (type) => {
  test("has at most the tokens asked for, and gives the text back", async () => {
    const tokenizer = await trainTokenizer(type, [text], { vocabSize: 320 });
    expect(tokenizer.vocabSize).toBeLessThanOrEqual(320);
    const ids = tokenizer.encode(text);
    expect(Math.max(...ids)).toBeLessThan(tokenizer.vocabSize);
    const same = type === "bpe" || type === "character" ? text : undefined;
    if (same) expect(tokenizer.decode(ids)).toBe(same);
    else expect(tokenizer.decode(tokenizer.encode("the harbour"))).toContain("the");
  });

  test("reads back from its JSON to the same ids", async () => {
    const tokenizer = await trainTokenizer(type, [text], { vocabSize: 320 });
    const { PretrainedTokenizer } = await import("../../src/tokenizers/pretrained-tokenizer.ts");
    const again = new PretrainedTokenizer(JSON.parse(JSON.stringify(tokenizer)));
    expect(again.encode(text)).toEqual(tokenizer.encode(text));
  });
});

test("BPE merges the most frequent pair first, of equally frequent ones that of the lowest ids", async () => {
  const tokenizer = await trainTokenizer("bpe", ["ab ab ab cd cd cd cd"], { vocabSize: 261 });
  const { model } = tokenizer.toJSON() as File;
  expect(model.merges).toEqual([
    ["c", "d"],
    ["Ġ", "cd"],
    ["a", "b"],
    ["Ġ", "ab"],
  ]);
  expect(tokenizer.encoding("cd abab").tokens).toEqual(["cd", "Ġab", "ab"]);
});

test("special tokens come first, and a minimal frequency keeps rare pairs out", async () => {
  const options = { vocabSize: 300, specialTokens: ["<a>", "<b>"], minFrequency: 3 };
  const tokenizer = await trainTokenizer("bpe", ["xy xy zz"], options);
  const { model, added_tokens: added } = tokenizer.toJSON() as File;
  expect(added.map(({ id, content }) => [id, content])).toEqual([
    [0, "<a>"],
    [1, "<b>"],
  ]);
  expect(model.merges).toEqual([]);
});

test("a unigram model without room for the characters is refused", async () => {
  await expect(trainTokenizer("unigram", ["abcdefgh"], { vocabSize: 4 })).rejects.toThrow(
    "vocabSize is 4, expected at least 9",
  );
});

test("it tells how far it is, and stops where it is told to", async () => {
  const stages = new Set<string>();
  const onProgress = (stage: string): unknown => stages.add(stage);
  await trainTokenizer("bpe", [text.repeat(20)], { vocabSize: 400, onProgress });
  expect(stages).toEqual(new Set(["lines", "merges"]));
  const controller = new AbortController();
  const running = trainTokenizer("bpe", [text.repeat(20)], {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("enough")),
  });
  await expect(running).rejects.toThrow("enough");
});
