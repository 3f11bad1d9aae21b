import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CharacterTokenizer,
  UnknownCharacterError,
} from "../src/tokenizers/character-tokenizer.ts";

describe("CharacterTokenizer", () => {
  it("numbers the distinct code points in their order, not in that of UTF-16", () => {
    const tokenizer = CharacterTokenizer.train("b\u{1f600}a\uff21ba\n");
    expect(tokenizer.decode([0, 1, 2, 3, 4])).toBe("\nab\uff21\u{1f600}");
    expect(tokenizer.vocabSize).toBe(5);
    expect(tokenizer.encode("a\u{1f600}b\n")).toEqual(Int32Array.of(1, 4, 2, 0));
    expect(tokenizer.decode([1, 4, 2, 0])).toBe("a\u{1f600}b\n");
  });

  it("encodes and decodes nothing as nothing", () => {
    const tokenizer = CharacterTokenizer.train("a");
    expect(tokenizer.encode("")).toEqual(new Int32Array(0));
    expect(tokenizer.decode([])).toBe("");
  });

  it("decodes what it encoded, for every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        const tokenizer = CharacterTokenizer.train(text);
        const ids = tokenizer.encode(text);
        expect(ids.length).toBe([...text].length);
        expect(Math.max(...ids)).toBe(tokenizer.vocabSize - 1);
        expect(tokenizer.decode(ids)).toBe(text);
      }),
    );
  });

  it("names an unknown character, its code point and where it stands", () => {
    const tokenizer = CharacterTokenizer.train("abc\u{1f600}");
    try {
      tokenizer.encode("a\u{1f600}é");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UnknownCharacterError);
      expect(error).toMatchObject({ character: "é", position: 3 });
      expect(String(error)).toBe(
        'UnknownCharacterError: encode: "é" (U+00E9) at position 3 is not among the tokenizer\'s ' +
          "4 characters; remove it from the text, or train tokenizer and model on text that has it",
      );
    }
    expect(() => tokenizer.encode("\u{1f601}")).toThrow("(U+1F601) at position 0");
  });

  it.each([[-1], [2], [0.5], [NaN]])("refuses to decode the id %d", (id) => {
    expect(() => CharacterTokenizer.train("ab").decode([0, id])).toThrow(
      `decode: ids[1] is ${id}, expected an integer from 0 to 1`,
    );
  });

  it("refuses to train on an empty text", () => {
    expect(() => CharacterTokenizer.train("")).toThrow("the text is empty");
  });
});
