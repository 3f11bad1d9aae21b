import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { integer, number, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";

const isId = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isIds = (value: unknown): boolean => Array.isArray(value) && value.every(isId);
const id = { from: 0, optional: true } as const;
const ids = passing<readonly number[]>(isIds, { default: [], expected: "an array of ids" });

/** How ids are generated; names and meanings as in Hugging Face's `generate`. */
export const generateIdsOptions = defineOptions("generateIds", {
  /** 20 unless given, or as many as `maxLength` leaves. */
  maxNewTokens: integer({ from: 1, optional: true }),
  /** Tokens of a sequence at most, those that it begins with included; `maxNewTokens` goes before. */
  maxLength: integer({ from: 1, optional: true }),
  /** No sequence ends before it has so many tokens, those that it begins with included. */
  minLength: integer({ from: 0, default: 0 }),
  minNewTokens: integer({ from: 0, default: 0 }),
  /** Any of these ends a sequence. */
  eosTokenId: passing<number | readonly number[]>((value) => isId(value) || isIds(value), {
    default: [],
    expected: "an id, or an array of ids",
  }),
  /** Fills up the sequences that have ended; the first end unless given. */
  padTokenId: integer(id),
  /** Above 1 makes tokens that have been there less likely. */
  repetitionPenalty: number({ above: 0, default: 1 }),
  /** No run of so many tokens comes twice; 0 allows any. */
  noRepeatNgramSize: integer({ from: 0, default: 0 }),
  /** Runs of tokens that do not come. */
  badWordsIds: passing<readonly (readonly number[])[]>(
    (value) => Array.isArray(value) && value.every((word) => isIds(word) && word.length > 0),
    { default: [], expected: "an array of arrays of ids" },
  ),
  suppressTokens: ids,
  /** Not at the beginning. */
  beginSuppressTokens: ids,
  /** The first new token. */
  forcedBosTokenId: integer(id),
  /** The last new token, where a sequence has not ended before. */
  forcedEosTokenId: passing<number | readonly number[]>((value) => isId(value) || isIds(value), {
    optional: true,
    expected: "an id, or an array of ids",
  }),
  /** Begins what an encoder-decoder generates; `bosTokenId` unless given. */
  decoderStartTokenId: integer(id),
  bosTokenId: integer(id),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
});

export type GenerateIdsOptions = Given<typeof generateIdsOptions>;
export type GenerateIdsSettings = Complete<typeof generateIdsOptions>;
