import { highestOf } from "./probabilities.ts";

/**
 * Divide the logits' distances from their maximum by the temperature, in place: below 1 sharpens the
 * distribution, above 1 flattens it. Distances, so that a tiny temperature cannot overflow.
 */
export function applyTemperature(logits: Float64Array, temperature: number): void {
  const highest = highestOf(logits);
  for (let token = 0; token < logits.length; token++)
    logits[token] = (logits[token]! - highest) / temperature;
}
