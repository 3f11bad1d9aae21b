import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { flag, integer } from "../../options/fields.ts";
import { logSoftmax } from "./log-softmax.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { highestOf } from "./probabilities.ts";

const timestampOptions = defineOptions("timestampProcessor", {
  /** All ids above it are timestamps, in order. */
  noTimestampsTokenId: integer({ from: 0 }),
  eosTokenId: integer({ from: 0 }),
  /** Tokens of a sequence before its own begin. */
  beginIndex: integer({ from: 0 }),
  /** The latest timestamp that a text may begin with, counted from the first. */
  maxInitialTimestampIndex: integer({ from: 0, optional: true }),
  /** A timestamp comes where all of them together are more probable than any word. */
  detectTimestampFromLogprob: flag({ default: true }),
});

/**
 * Which ids are timestamps, and by which rules they come; named as in Hugging Face's `WhisperTimeStampLogitsProcessor`.
 */
export type TimestampOptions = Given<typeof timestampOptions>;

/**
 * Whisper's rules of timestamps: they come in pairs but before the end, never decrease, begin the text, and come
 * where they are more probable together than any word. Radford et al., arXiv:2212.04356, section 2.
 */
export function timestampProcessor(options: TimestampOptions): LogitsProcessor {
  const rules = timestampOptions.complete(options);
  return (scores, { ids }) => keepRules(scores, ids, rules);
}

function keepRules(
  scores: Float64Array,
  ids: readonly number[],
  rules: Complete<typeof timestampOptions>,
): void {
  const first = rules.noTimestampsTokenId + 1;
  const own = ids.slice(rules.beginIndex);
  const isTime = (id: number | undefined) => id === undefined || id >= first;
  scores[first - 1] = -Infinity;
  const afterTime = own.length > 0 && isTime(own.at(-1));
  const afterPair = afterTime && isTime(own.at(-2));
  if (afterPair) scores.fill(-Infinity, first);
  else if (afterTime) scores.fill(-Infinity, 0, rules.eosTokenId);
  const latest = own.findLast((id) => id >= first);
  if (latest !== undefined)
    scores.fill(-Infinity, first, afterTime && !afterPair ? latest : latest + 1);
  if (own.length === 0 && ids.length === rules.beginIndex) {
    scores.fill(-Infinity, 0, first);
    if (rules.maxInitialTimestampIndex !== undefined)
      scores.fill(-Infinity, first + rules.maxInitialTimestampIndex + 1);
  }
  if (rules.detectTimestampFromLogprob) preferTime(scores, first);
}

function preferTime(scores: Float64Array, first: number): void {
  const logs = scores.slice();
  logSoftmax(logs);
  const times = logs.subarray(first);
  const highest = highestOf(times);
  let total = 0;
  for (const its of times) total += Math.exp(its - highest);
  if (highest > -Infinity && highest + Math.log(total) > highestOf(logs.subarray(0, first)))
    scores.fill(-Infinity, 0, first);
}
