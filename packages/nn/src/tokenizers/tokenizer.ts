import { CharacterTokenizer } from "./character-tokenizer.ts";
import { PretrainedTokenizer } from "./pretrained-tokenizer.ts";
import { show, TokenizerDataError } from "./tokenizer-data-error.ts";
import { isTokenizerFile, readWordLevelFile, splitsCharacters } from "./word-level-file.ts";

/** A text that a tokenizer can encode, made of another one. */
export interface KnownText {
  readonly text: string;
  /** Characters that there are no tokens for, each time that they stand in the other text. */
  readonly unknown: number;
  /** The first of them. */
  readonly first?: string;
  /** Where that stands in the other text, as `indexOf` counts. */
  readonly position?: number;
  /** All characters of the other text. */
  readonly all: number;
}

/** Turns text into token ids and back. */
export interface Tokenizer {
  readonly vocabSize: number;
  /**
   * Ids from 0 to vocabSize - 1. A tokenizer that puts tokens around a text, such as those of its beginning and its end, does
   * so unless `addSpecialTokens` is false.
   */
  encode(text: string, options?: { readonly addSpecialTokens?: boolean }): Int32Array;
  /** Throws a RangeError that names what is no id. */
  decode(ids: ArrayLike<number>): string;
  /**
   * A text without what it has no tokens for, which is left out or, where a stand-in is given, replaced by that, each
   * character by itself. A tokenizer with tokens for every text does without this method.
   */
  known?(text: string, standIn?: string): KnownText;
  /** Its tokenizer.json in Hugging Face's form, what `tokenizerFromJSON` reads; `JSON.stringify(tokenizer)` calls it. */
  toJSON(): object;
}

/**
 * The tokenizer of a tokenizer.json, from parsed JSON: one that looks characters up as `CharacterTokenizer` writes it, any
 * other one of Hugging Face's, or the older form { type: "character", version: 1, vocabulary: [...] }.
 *
 * @throws TokenizerDataError that names the field, what was expected and what came
 */
export function tokenizerFromJSON(data: unknown): Tokenizer {
  if (isTokenizerFile(data) && !splitsCharacters(data)) return new PretrainedTokenizer(data);
  const vocabulary = isTokenizerFile(data) ? characters(data) : charactersOfOlderForm(data);
  try {
    return new CharacterTokenizer(vocabulary);
  } catch (cause) {
    throw new TokenizerDataError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function characters(data: object): readonly string[] {
  const { tokens, unknown, special } = readWordLevelFile(data, ["characters"]);
  if (special > 0)
    throw new TokenizerDataError(`added_tokens has ${special} tokens, expected none`);
  if (tokens.includes(unknown))
    throw new TokenizerDataError(
      `model.unk_token is ${show(unknown)}, one of the tokens, expected a text that is none: ` +
        "an unknown character is an error",
    );
  return tokens;
}

function charactersOfOlderForm(data: unknown): readonly string[] {
  if (typeof data !== "object" || data === null)
    throw new TokenizerDataError(`the data is ${show(data)}, expected an object`);
  const { type, version, vocabulary }: { type?: unknown; version?: unknown; vocabulary?: unknown } =
    data;
  if (type !== "character")
    throw new TokenizerDataError(`type is ${show(type)}, expected "character"`);
  if (version !== 1)
    throw new TokenizerDataError(`version is ${show(version)}, expected 1; is it of a newer qkv?`);
  if (!Array.isArray(vocabulary))
    throw new TokenizerDataError(`vocabulary is ${show(vocabulary)}, expected an array`);
  return vocabulary;
}
