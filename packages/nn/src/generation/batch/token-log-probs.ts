import { logSoftmax } from "../processors/log-softmax.ts";
import { highest } from "../search/choose.ts";
import type { BatchedToken } from "./batched-request.ts";

/** The log-probabilities that logits say; these stay. */
export function logProbsOf(logits: Float64Array): Float64Array {
  const own = logits.slice();
  logSoftmax(own);
  return own;
}

/** A token with its log-probability, and so many of the likeliest with theirs. */
export const withLogProbs = (id: number, own: Float64Array, top: number): BatchedToken => ({
  id,
  logProb: own[id]!,
  ...(top > 0
    ? { topLogProbs: highest(own, top).map((one) => ({ id: one, logProb: own[one]! })) }
    : {}),
});
