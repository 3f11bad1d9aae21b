import { describe, expect, it } from "vitest";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { tokenizerFromJSON } from "../src/tokenizers/tokenizer.ts";
import { TokenizerDataError } from "../src/tokenizers/tokenizer-data-error.ts";

describe("tokenizerFromJSON", () => {
  it("makes the tokenizer that JSON.stringify wrote", () => {
    const original = CharacterTokenizer.train("hello, wörld \u{1f600}\ud800");
    const json = JSON.stringify(original);
    expect(JSON.parse(json)).toMatchObject({ version: "1.0", model: { type: "WordLevel" } });
    const again = tokenizerFromJSON(JSON.parse(json));
    expect(again.vocabSize).toBe(original.vocabSize);
    expect(again.encode("hö rold\u{1f600}")).toEqual(original.encode("hö rold\u{1f600}"));
    expect(JSON.stringify(again)).toBe(json);
  });

  const data = { type: "character", version: 1, vocabulary: ["a", "b"] };
  it.each<readonly [data: unknown, message: string]>([
    [null, "the data is null, expected an object"],
    ["character", 'the data is "character", expected an object'],
    [{}, 'type is missing, expected "character"'],
    [{ ...data, type: "bpe" }, 'type is "bpe", expected "character"'],
    [{ ...data, version: 2 }, "version is 2, expected 1; is it of a newer qkv?"],
    [{ ...data, version: "1" }, 'version is "1", expected 1'],
    [{ type: "character", version: 1 }, "vocabulary is missing, expected an array"],
    [{ ...data, vocabulary: { length: 1, 0: "a" } }, "expected an array"],
    [{ ...data, vocabulary: [] }, "the vocabulary is empty"],
    [{ ...data, vocabulary: ["a", 1] }, "vocabulary[1] is 1, expected one character"],
    [{ ...data, vocabulary: ["a", ""] }, 'vocabulary[1] is "", expected one character'],
    [{ ...data, vocabulary: ["a", "bc"] }, 'vocabulary[1] is "bc", expected one character'],
    [{ ...data, vocabulary: ["\u{1f600}\u{1f600}"] }, "expected one character"],
    [{ ...data, vocabulary: ["a", "b", "a"] }, 'vocabulary[2] is "a", as vocabulary[0] is already'],
  ])("refuses %j", (bad, message) => {
    expect(() => tokenizerFromJSON(bad)).toThrow(TokenizerDataError);
    expect(() => tokenizerFromJSON(bad)).toThrow("tokenizer: ");
    expect(() => tokenizerFromJSON(bad)).toThrow(message);
  });
});
