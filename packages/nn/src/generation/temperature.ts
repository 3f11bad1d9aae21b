/**
 * Divide the logits' distances from their maximum by the temperature, in place: below 1 sharpens the
 * distribution, above 1 flattens it. Distances, so that a tiny temperature cannot overflow.
 */
export function applyTemperature(logits: Float64Array, temperature: number): void {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  for (const [token, logit] of logits.entries()) logits[token] = (logit - highest) / temperature;
}
