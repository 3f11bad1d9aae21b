import { forbidBadWords } from "./bad-words.ts";
import type { GenerateIdsSettings } from "./generate-ids-options.ts";
import { forbidRepeatedNgrams } from "./no-repeat-ngram.ts";
import { applyRepetitionPenalty } from "./repetition-penalty.ts";

/** Tokens that sequences begin with, and tokens that they have at most, those included. */
export interface SequenceLengths {
  readonly begun: number;
  readonly longest: number;
}

/** What the logits of a sequence become, in place, in the order of Hugging Face. `ids` are all its tokens so far. */
export function processLogits(
  logits: Float64Array,
  ids: readonly number[],
  options: GenerateIdsSettings,
  { begun, longest }: SequenceLengths,
): void {
  const { repetitionPenalty, noRepeatNgramSize, badWordsIds, minLength, minNewTokens } = options;
  const { forcedBosTokenId, forcedEosTokenId, suppressTokens, beginSuppressTokens } = options;
  const ends = [options.eosTokenId].flat();
  const forbid = (tokens: readonly number[]) => {
    for (const id of tokens) if (id < logits.length) logits[id] = -Infinity;
  };
  if (repetitionPenalty !== 1) applyRepetitionPenalty(logits, ids, repetitionPenalty);
  if (noRepeatNgramSize > 0) forbidRepeatedNgrams(logits, ids, noRepeatNgramSize);
  forbidBadWords(logits, ids, badWordsIds, ends);
  if (ids.length < minLength || ids.length - begun < minNewTokens) forbid(ends);
  if (forcedBosTokenId !== undefined && ids.length === 1) force(logits, [forcedBosTokenId]);
  if (forcedEosTokenId !== undefined && ids.length === longest - 1)
    force(logits, [forcedEosTokenId].flat());
  forbid(suppressTokens);
  const forcedFirst = begun <= 1 && forcedBosTokenId !== undefined ? 1 : 0;
  if (ids.length === begun + forcedFirst) forbid(beginSuppressTokens);
}

function force(logits: Float64Array, ids: readonly number[]): void {
  logits.fill(-Infinity);
  for (const id of ids) logits[id] = 0;
}
