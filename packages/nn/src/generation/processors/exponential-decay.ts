/** After how many new tokens sequences are urged to end, and by what factor for each token more. */
export type DecayLengthPenalty = readonly [start: number, factor: number];

/**
 * Raise the scores of the ends, in place, by their own size times factor^n - 1, n tokens after `start` (counted from the new
 * ones).
 */
export function urgeToEnd(
  scores: Float64Array,
  newTokens: number,
  ends: readonly number[],
  [start, factor]: DecayLengthPenalty,
): void {
  const over = newTokens - start;
  if (over > 0) for (const id of ends) scores[id]! += Math.abs(scores[id]!) * (factor ** over - 1);
}
