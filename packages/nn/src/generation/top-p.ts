import { probabilities, ROUNDING } from "./probabilities.ts";

/**
 * Keep the smallest set of most probable tokens whose probability reaches p, at least one; the others
 * become -Infinity, in place. Of equals at the edge those with the higher ids stay, as Hugging Face's
 * stable ascending sort has it. Holtzman et al., "The curious case of neural text degeneration" (ICLR 2020).
 */
export function keepTopP(logits: Float64Array, p: number): void {
  const probability = probabilities(logits);
  // Tokens below (1 - p) / vocabSize have less than 1 - p together, so none of them is needed to reach
  // p: only the rest is sorted. Half of it, to stay clear of rounding.
  const negligible = (1 - p) / (2 * logits.length);
  const candidates: number[] = [];
  for (const [token, its] of probability.entries()) if (its > negligible) candidates.push(token);
  candidates.sort((a, b) => probability[b]! - probability[a]! || b - a);
  const kept = new Set<number>();
  let reached = 0;
  for (const token of candidates) {
    if (kept.size > 0 && reached >= p * (1 - ROUNDING)) break;
    kept.add(token);
    reached += probability[token]!;
  }
  for (const token of logits.keys()) if (!kept.has(token)) logits[token] = -Infinity;
}
