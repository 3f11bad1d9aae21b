import { highestOf } from "./probabilities.ts";

/**
 * Divide the logits by the temperature, in place: below 1 sharpens the distribution, above 1 flattens it. Where a tiny one
 * would overflow their distances from the highest are divided, which is the same distribution.
 */
export function applyTemperature(logits: Float64Array, temperature: number): void {
  const highest = highestOf(logits);
  const shift = Number.isFinite(highest / temperature) ? 0 : highest;
  for (let token = 0; token < logits.length; token++)
    logits[token] = (logits[token]! - shift) / temperature;
}
