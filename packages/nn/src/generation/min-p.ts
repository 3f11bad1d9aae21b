import { ROUNDING } from "./probabilities.ts";

/**
 * Keep tokens at least p times as probable as the most probable one; the others become -Infinity, in
 * place. Nguyen et al., "Turning up the heat: min-p sampling for creative and coherent LLM outputs" (2024).
 */
export function keepMinP(logits: Float64Array, p: number): void {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  const threshold = p * (1 - ROUNDING);
  for (const [token, logit] of logits.entries())
    if (Math.exp(logit - highest) < threshold) logits[token] = -Infinity;
}
