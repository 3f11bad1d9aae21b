import { probabilities, ROUNDING } from "./probabilities.ts";
import { kthHighest } from "./top-k.ts";

/** Rule out, in place, the tokens less probable than `epsilon`, but none of the `atLeast` most probable. Hewitt et al., arXiv:2210.15191. */
export function cutBelowEpsilon(scores: Float64Array, epsilon: number, atLeast = 1): void {
  cutBelow(scores, probabilities(scores), epsilon, atLeast);
}

/**
 * The same with a bound that falls with the entropy of the distribution: min(epsilon, sqrt(epsilon) exp(-entropy)). Hewitt et
 * al., arXiv:2210.15191.
 */
export function cutBelowEta(scores: Float64Array, epsilon: number, atLeast = 1): void {
  const probability = probabilities(scores);
  let entropy = 0;
  for (const its of probability) if (its > 0) entropy -= its * Math.log(its);
  const eta = Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-entropy));
  cutBelow(scores, probability, eta, atLeast);
}

function cutBelow(
  scores: Float64Array,
  probability: Float64Array,
  bound: number,
  atLeast: number,
): void {
  const safe = kthHighest(scores, Math.min(atLeast, scores.length));
  const least = bound * (1 - ROUNDING);
  for (let token = 0; token < scores.length; token++)
    if (probability[token]! < least && scores[token]! < safe) scores[token] = -Infinity;
}
