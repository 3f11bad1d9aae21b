/** Probabilities out of scores. */
export function softmaxRow(scores: ArrayLike<number>): Float64Array {
  let most = -Infinity;
  for (let i = 0; i < scores.length; i++) most = Math.max(most, scores[i]!);
  const shares = Float64Array.from(scores, (score) => Math.exp(score - most));
  const total = shares.reduce((sum, one) => sum + one, 0);
  return shares.map((one) => one / total);
}

export const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

/** The places of the largest, largest first; of equal ones the earlier first. */
export const ranked = (
  values: ArrayLike<number>,
  count: number = values.length,
): readonly number[] =>
  Array.from(values, (_, i) => i)
    .sort((a, b) => values[b]! - values[a]! || a - b)
    .slice(0, count);
