import { highestOf, ROUNDING } from "./probabilities.ts";
import { kthHighest } from "./top-k.ts";

/**
 * Keep tokens at least p times as probable as the most probable one, and the `atLeast` most probable; the
 * others become -Infinity, in place. Nguyen et al., "Turning up the heat: min-p sampling for creative and coherent LLM outputs" (2024).
 */
export function keepMinP(logits: Float64Array, p: number, atLeast = 1): void {
  const highest = highestOf(logits);
  const threshold = p * (1 - ROUNDING);
  const safe = atLeast > 1 ? kthHighest(logits, Math.min(atLeast, logits.length)) : highest;
  for (let token = 0; token < logits.length; token++)
    if (Math.exp(logits[token]! - highest) < threshold && logits[token]! < safe)
      logits[token] = -Infinity;
}
