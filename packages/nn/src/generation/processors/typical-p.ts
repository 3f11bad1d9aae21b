import { probabilities, ROUNDING } from "./probabilities.ts";

/**
 * Keep the tokens whose surprise is closest to the expected surprise, until they reach the probability p, at least `atLeast`;
 * the others become -Infinity, in place. Meister et al., "Locally typical sampling", arXiv:2202.00666.
 */
export function keepTypicalP(scores: Float64Array, p: number, atLeast = 1): void {
  const probability = probabilities(scores);
  let entropy = 0;
  for (const its of probability) if (its > 0) entropy -= its * Math.log(its);
  const distance = probability.map((its) => Math.abs(-Math.log(its) - entropy));
  const order = [...distance.keys()].sort((a, b) => distance[a]! - distance[b]!);
  let last = 0;
  for (let reached = 0; last < order.length - 1; last++) {
    reached += probability[order[last]!]!;
    if (reached >= p * (1 - ROUNDING)) break;
  }
  const farthest = distance[order[last]!]!;
  for (const [place, token] of order.entries())
    if (place >= atLeast && distance[token]! > farthest) scores[token] = -Infinity;
}
