import { describe, expect, it } from "vitest";
import { CharacterTokenizer } from "../src/tokenizers/character-tokenizer.ts";
import { PretrainedTokenizer } from "../src/tokenizers/pretrained-tokenizer.ts";
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

describe("a tokenizer.json of Hugging Face's form", () => {
  const file = JSON.parse(JSON.stringify(CharacterTokenizer.train("ba\n")));
  const vocab = { "\n": 0, a: 1, b: 2 };

  it("holds ids by character, splits into single ones and joins them again", () => {
    expect(file).toMatchObject({
      added_tokens: [],
      pre_tokenizer: { type: "Split", pattern: { Regex: "[\\s\\S]" }, behavior: "Isolated" },
      decoder: { type: "Fuse" },
      model: { type: "WordLevel", vocab },
    });
    // There an unknown character is an error because this is none of the tokens.
    expect(Object.keys(vocab)).not.toContain(file.model.unk_token);
  });

  it("may have been written anew, its fields in another order", () => {
    const { model, pre_tokenizer, ...others } = file;
    const { type, pattern, behavior, invert } = pre_tokenizer;
    const again = { model, pre_tokenizer: { invert, behavior, pattern, type }, ...others };
    expect(tokenizerFromJSON(again).encode("ab\n")).toEqual(Int32Array.of(1, 2, 0));
  });

  const changed = (model: object) => ({ ...file, model: { ...file.model, ...model } });
  it.each<readonly [data: unknown, message: string]>([
    [changed({ vocab: ["a"] }), 'model.vocab is ["a"], expected an object of ids'],
    [
      changed({ vocab: { a: 0, b: 2 } }),
      'model.vocab["b"] is 2, expected an id of its own from 0 to 1',
    ],
    [changed({ vocab: { a: 0, b: 0 } }), 'model.vocab["b"] is 0, expected an id of its own'],
    [changed({ vocab: { a: 0, bc: 1 } }), 'vocabulary[1] is "bc", expected one character'],
    [changed({ vocab: { a: "0" } }), 'model.vocab["a"] is "0", expected an id'],
    [changed({ unk_token: null }), "model.unk_token is null, expected a token"],
    [{ ...file, normalizer: { type: "NFC" } }, 'normalizer is {"type":"NFC"}, expected null'],
    [{ ...file, decoder: null }, 'decoder is null, expected {"type":"Fuse"}'],
    [{ ...file, added_tokens: undefined }, "added_tokens is missing, expected a list"],
    [
      { ...file, added_tokens: [{ id: 0, content: "\n", special: true }] },
      "added_tokens has 1 tokens, expected none",
    ],
    [{ ...file, added_tokens: [{ id: 7, content: "x" }] }, 'added_tokens[0] is "x" with the id 7'],
    [{ ...file, truncation: { max_length: 8 } }, 'truncation is {"max_length":8}, expected null'],
  ])("is refused where it would encode otherwise: %j", (bad, message) => {
    expect(() => tokenizerFromJSON(bad)).toThrow(TokenizerDataError);
    expect(() => tokenizerFromJSON(bad)).toThrow(message);
  });

  it.each([
    ["with a token for what it does not know", changed({ unk_token: "a" }), "b?", [2, 1]],
    ["that cuts no characters", { ...file, pre_tokenizer: { type: "Whitespace" } }, "a b", [1, 2]],
  ])("%s is any other one of Hugging Face's", (_, other, text, ids) => {
    const tokenizer = tokenizerFromJSON(other);
    expect(tokenizer).toBeInstanceOf(PretrainedTokenizer);
    expect([...tokenizer.encode(text)]).toEqual(ids);
  });
});
