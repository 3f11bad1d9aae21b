import { expectList, expectText } from "../options/expect-argument.ts";
import type { KnownText } from "./tokenizer.ts";
import { wordLevelFile } from "./word-level-file.ts";

/** Thrown for text with a character that the tokenizer was not trained on. */
export class UnknownCharacterError extends RangeError {
  override readonly name = "UnknownCharacterError";
  readonly character: string;
  /** Where it stands in the text, as `text.indexOf` counts. */
  readonly position: number;

  constructor(character: string, position: number, vocabSize: number) {
    super(
      `encode: ${JSON.stringify(character)} (${codePointName(character)}) at position ${position} is not ` +
        `among the tokenizer's ${vocabSize} characters; remove it from the text, ` +
        "or train tokenizer and model on text that has it",
    );
    this.character = character;
    this.position = position;
  }
}

/** One token for each distinct character (Unicode code point) of a text, as nanoGPT's Shakespeare. */
export class CharacterTokenizer {
  readonly #vocabulary: readonly string[];
  readonly #ids: ReadonlyMap<number, number>;

  /** Characters by id: distinct, each one code point. */
  constructor(vocabulary: readonly string[]) {
    expectList("CharacterTokenizer", "vocabulary", vocabulary);
    const ids = new Map<number, number>();
    for (const [id, character] of vocabulary.entries()) {
      const codePoint = soleCodePoint(character);
      if (codePoint === undefined)
        throw new TypeError(
          `vocabulary[${id}] is ${JSON.stringify(character)}, expected one character`,
        );
      if (ids.has(codePoint))
        throw new RangeError(
          `vocabulary[${id}] is ${JSON.stringify(character)}, as vocabulary[${ids.get(codePoint)}] is already`,
        );
      ids.set(codePoint, id);
    }
    if (ids.size === 0) throw new RangeError("the vocabulary is empty, expected a character");
    this.#vocabulary = [...vocabulary];
    this.#ids = ids;
  }

  /** The tokenizer of all characters in the text, in the order of their code points. */
  static train(text: string): CharacterTokenizer {
    expectText("CharacterTokenizer.train", "text", text);
    const characters = [...new Set(text)];
    if (characters.length === 0)
      throw new RangeError("CharacterTokenizer.train: the text is empty");
    return new CharacterTokenizer(characters.sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!));
  }

  get vocabSize(): number {
    return this.#vocabulary.length;
  }

  /** Ids of the text's characters, in order. */
  encode(text: string): Int32Array {
    expectText("CharacterTokenizer", "text", text);
    const ids = new Int32Array(text.length);
    let count = 0;
    for (let position = 0; position < text.length; count++) {
      const codePoint = text.codePointAt(position)!;
      const id = this.#ids.get(codePoint);
      if (id === undefined)
        throw new UnknownCharacterError(String.fromCodePoint(codePoint), position, this.vocabSize);
      ids[count] = id;
      position += codePoint > 0xffff ? 2 : 1;
    }
    return ids.slice(0, count);
  }

  known(text: string, standIn = ""): KnownText {
    expectText("CharacterTokenizer", "text", text);
    expectText("CharacterTokenizer", "standIn", standIn);
    let [known, all, unknown, position] = ["", 0, 0, 0];
    let found: Pick<KnownText, "first" | "position"> = {};
    for (const character of text) {
      all++;
      if (this.#ids.has(character.codePointAt(0)!)) known += character;
      else {
        if (unknown++ === 0) found = { first: character, position };
        known += standIn;
      }
      position += character.length;
    }
    return { text: known, unknown, all, ...found };
  }

  decode(ids: ArrayLike<number>): string {
    expectList("CharacterTokenizer", "ids", ids);
    const characters: string[] = [];
    for (let i = 0; i < ids.length; i++) {
      const character = this.#vocabulary[ids[i]!];
      if (character === undefined)
        throw new RangeError(
          `decode: ids[${i}] is ${ids[i]}, expected an integer from 0 to ${this.vocabSize - 1}`,
        );
      characters.push(character);
    }
    return characters.join("");
  }

  /** The tokenizer.json that Hugging Face's `tokenizers` opens: there an unknown character is an error too. */
  toJSON(): object {
    const tokens = this.#vocabulary;
    return wordLevelFile({ split: "characters", tokens, unknown: "<unknown>", special: 0 });
  }
}

function soleCodePoint(character: unknown): number | undefined {
  if (typeof character !== "string") return undefined;
  const codePoint = character.codePointAt(0);
  const sole = codePoint !== undefined && character.length === (codePoint > 0xffff ? 2 : 1);
  return sole ? codePoint : undefined;
}

const codePointName = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
