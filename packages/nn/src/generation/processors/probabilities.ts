/**
 * Probabilities that should meet a bound exactly may miss it by the rounding of exp and of sums; they
 * are let through within this relative error.
 */
export const ROUNDING = 1e-12;

/** The highest of the logits, of which there is at least one. */
export function highestOf(logits: Float64Array): number {
  let highest = -Infinity;
  for (const logit of logits) if (logit > highest) highest = logit;
  return highest;
}

/** Softmax of the logits, in float64. The highest logit must be finite. */
export function probabilities(logits: Float64Array): Float64Array {
  const highest = highestOf(logits);
  const values = new Float64Array(logits.length);
  let total = 0;
  for (let token = 0; token < logits.length; token++)
    total += values[token] = Math.exp(logits[token]! - highest);
  for (let token = 0; token < logits.length; token++) values[token]! /= total;
  return values;
}
