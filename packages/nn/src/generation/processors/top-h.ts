import { highestOf, ROUNDING } from "./probabilities.ts";

/** No more tokens than these are looked at, as in Hugging Face. */
const most = 100;

/**
 * Keep the most probable tokens as long as their part of the entropy stays within `share` of it, at least one; the others
 * become -Infinity, in place. Potraghloo et al., arXiv:2509.02510.
 */
export function keepTopH(scores: Float64Array, share: number): void {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, most);
  const highest = highestOf(scores);
  const weights = order.map((token) => Math.exp(scores[token]! - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const terms = weights.map((weight) =>
    weight > 0 ? -(weight / total) * Math.log(weight / total) : 0,
  );
  const bound = share * terms.reduce((sum, term) => sum + term, 0) * (1 + ROUNDING);
  const kept = new Set([order[0]!]);
  let reached = 0;
  for (const [place, token] of order.entries()) {
    reached += terms[place]!;
    if (reached > bound) break;
    kept.add(token);
  }
  for (let token = 0; token < scores.length; token++)
    if (!kept.has(token)) scores[token] = -Infinity;
}
