import type { Generator } from "../../random/generator.ts";
import { probabilities } from "../processors/probabilities.ts";

/** Throws a RangeError for logits that define no distribution. */
export function expectDistribution(who: string, logits: Float64Array): void {
  let highest = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token]!;
    if (Number.isNaN(logit) || logit === Infinity)
      throw new RangeError(
        `${who}: the logit of token ${token} is ${logit}, expected a finite number or -Infinity`,
      );
    if (logit > highest) highest = logit;
  }
  if (highest === -Infinity)
    throw new RangeError(
      `${who}: none of the ${logits.length} logits is above -Infinity, expected at least one`,
    );
}

/** The first of the highest scores. */
export function likeliest(scores: Float64Array): number {
  let best = 0;
  for (let token = 1; token < scores.length; token++)
    if (scores[token]! > scores[best]!) best = token;
  return best;
}

/** A token drawn from the softmax of the scores. */
export const drawn = (scores: Float64Array, generator: Generator): number =>
  inverseCdf(probabilities(scores), generator.uniform(1)[0]!);

/** The token whose share of the unit interval, laid out in the order of ids, holds `uniform`. */
export function inverseCdf(probability: Float64Array, uniform: number): number {
  let cumulative = 0;
  let last = 0;
  for (let token = 0; token < probability.length; token++) {
    const its = probability[token]!;
    if (its === 0) continue;
    cumulative += its;
    last = token;
    if (uniform < cumulative) return token;
  }
  return last; // the sum may stay an ulp below 1
}

/**
 * So many different tokens drawn one after the other from the softmax of the scores, in the order in which they came: the
 * highest of the scores with Gumbel noise. Kool et al., arXiv:1903.06059.
 */
export function drawnApart(scores: Float64Array, count: number, generator: Generator): number[] {
  const noise = generator.uniform(scores.length);
  const noisy = scores.map(
    (score, i) => score - Math.log(-Math.log(noise[i]! || Number.MIN_VALUE)),
  );
  return highest(noisy, count);
}

/** Places of the `count` highest values, the highest first; of equals the first. */
export function highest(values: Float64Array, count: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (places.length === count && !(value > values[places[count - 1]!]!)) continue;
    let at = Math.min(places.length, count - 1);
    while (at > 0 && !(values[places[at - 1]!]! >= value)) at--;
    places.splice(at, 0, i);
    if (places.length > count) places.pop();
  }
  return places;
}
