import { CharacterTokenizer, type CharacterTokenizerData } from "./character-tokenizer.ts";

/** How a tokenizer stands in JSON; `type` says which one. */
export type TokenizerData = CharacterTokenizerData;

/** Turns text into token ids and back. */
export interface Tokenizer {
  readonly vocabSize: number;
  /** Ids from 0 to vocabSize - 1. */
  encode(text: string): Int32Array;
  /** Throws a RangeError that names an id out of range. */
  decode(ids: ArrayLike<number>): string;
  /** What `tokenizerFromJSON` makes the same tokenizer of; `JSON.stringify(tokenizer)` calls it. */
  toJSON(): TokenizerData;
}

/** Thrown for data that describe no tokenizer. */
export class TokenizerDataError extends Error {
  override readonly name = "TokenizerDataError";

  constructor(problem: string, options?: ErrorOptions) {
    super(`tokenizer: ${problem}`, options);
  }
}

/**
 * The tokenizer that `toJSON` wrote, from parsed JSON.
 *
 * @throws TokenizerDataError that names the field, what was expected and what came
 */
export function tokenizerFromJSON(data: unknown): Tokenizer {
  if (typeof data !== "object" || data === null)
    throw new TokenizerDataError(`the data is ${show(data)}, expected an object`);
  const { type, version, vocabulary }: Partial<Record<keyof TokenizerData, unknown>> = data;
  if (type !== "character")
    throw new TokenizerDataError(`type is ${show(type)}, expected "character"`);
  if (version !== 1)
    throw new TokenizerDataError(`version is ${show(version)}, expected 1; is it of a newer qkv?`);
  if (!Array.isArray(vocabulary))
    throw new TokenizerDataError(`vocabulary is ${show(vocabulary)}, expected an array`);
  try {
    return new CharacterTokenizer(vocabulary);
  } catch (cause) {
    throw new TokenizerDataError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function show(value: unknown): string {
  const json = JSON.stringify(value) ?? "missing";
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
