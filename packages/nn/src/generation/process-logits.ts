import { forbidBadWords } from "./bad-words.ts";
import type { GenerateIdsSettings } from "./generate-ids-options.ts";
import { forbidRepeatedNgrams } from "./no-repeat-ngram.ts";
import { applyRepetitionPenalty } from "./repetition-penalty.ts";

/** What the logits of a sequence become, in place, in the order of Hugging Face. `ids` are all its tokens so far. */
export function processLogits(
  logits: Float64Array,
  ids: readonly number[],
  options: GenerateIdsSettings,
  { generated }: { readonly generated: number },
): void {
  const { repetitionPenalty, noRepeatNgramSize, badWordsIds, maxNewTokens } = options;
  const { forcedBosTokenId, forcedEosTokenId, suppressTokens, beginSuppressTokens } = options;
  if (repetitionPenalty !== 1) applyRepetitionPenalty(logits, ids, repetitionPenalty);
  if (noRepeatNgramSize > 0) forbidRepeatedNgrams(logits, ids, noRepeatNgramSize);
  forbidBadWords(logits, ids, badWordsIds);
  if (forcedBosTokenId !== undefined && generated === 0) force(logits, forcedBosTokenId);
  if (forcedEosTokenId !== undefined && generated === maxNewTokens - 1)
    force(logits, forcedEosTokenId);
  for (const id of suppressTokens) logits[id] = -Infinity;
  if (generated === 0) for (const id of beginSuppressTokens) logits[id] = -Infinity;
}

function force(logits: Float64Array, id: number): void {
  logits.fill(-Infinity);
  logits[id] = 0;
}
