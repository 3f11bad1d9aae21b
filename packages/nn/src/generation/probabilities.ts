/**
 * Probabilities that should meet a bound exactly may miss it by the rounding of exp and of sums; they
 * are let through within this relative error.
 */
export const ROUNDING = 1e-12;

/** Softmax of the logits, in float64. The highest logit must be finite. */
export function probabilities(logits: Float64Array): Float64Array {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  const weights = logits.map((logit) => Math.exp(logit - highest));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
}
