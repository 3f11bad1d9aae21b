import { highestOf, ROUNDING } from "./probabilities.ts";

/**
 * Keep tokens at least p times as probable as the most probable one; the others become -Infinity, in
 * place. Nguyen et al., "Turning up the heat: min-p sampling for creative and coherent LLM outputs" (2024).
 */
export function keepMinP(logits: Float64Array, p: number): void {
  const highest = highestOf(logits);
  const threshold = p * (1 - ROUNDING);
  for (let token = 0; token < logits.length; token++)
    if (Math.exp(logits[token]! - highest) < threshold) logits[token] = -Infinity;
}
