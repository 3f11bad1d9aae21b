import { keepMinP } from "./min-p.ts";
import { probabilities } from "./probabilities.ts";
import { applyRepetitionPenalty } from "./repetition-penalty.ts";
import { type SamplingOptions, samplingOptions } from "./sampling-options.ts";
import { applyTemperature } from "./temperature.ts";
import { keepTopK } from "./top-k.ts";
import { keepTopP } from "./top-p.ts";

export type { SamplingOptions };

/**
 * Choose the next token, in float64, with the filters in Hugging Face's order: repetition penalty,
 * temperature, top-k, top-p, min-p.
 *
 * @param logits of every token, [vocabSize]; -Infinity rules a token out
 * @param history the prompt and the tokens chosen so far, which the repetition penalty lowers
 * @param uniform random number in [0, 1), by which the choice is made
 * @throws RangeError for logits that define no distribution, and options out of range
 */
export function sampleToken(
  logits: ArrayLike<number>,
  history: Iterable<number>,
  options: SamplingOptions,
  uniform: number,
): number {
  const { repetitionPenalty, temperature, topK, topP, minP } = samplingOptions.complete(options);
  if (!(uniform >= 0 && uniform < 1))
    throw new RangeError(`sampling: uniform is ${uniform}, expected a number in [0, 1)`);
  const scores = new Float64Array(logits); // `from` takes twice as long
  if (repetitionPenalty !== 1) applyRepetitionPenalty(scores, history, repetitionPenalty);
  const best = argMax(scores);
  if (temperature === 0) return best;
  if (temperature !== 1) applyTemperature(scores, temperature);
  if (topK > 0) keepTopK(scores, topK);
  if (topP < 1) keepTopP(scores, topP);
  if (minP > 0) keepMinP(scores, minP);
  return inverseCdf(probabilities(scores), uniform);
}

/** The first of the highest logits; throws when they define no distribution. */
function argMax(logits: Float64Array): number {
  let best = -1;
  let highest = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token]!;
    if (Number.isNaN(logit) || logit === Infinity)
      throw new RangeError(
        `sampling: the logit of token ${token} is ${logit}, expected a finite number or -Infinity`,
      );
    if (logit > highest) {
      best = token;
      highest = logit;
    }
  }
  if (best < 0)
    throw new RangeError(
      `sampling: none of the ${logits.length} logits is above -Infinity, expected at least one`,
    );
  return best;
}

/** The token whose share of the unit interval, laid out in the order of ids, holds `uniform`. */
function inverseCdf(probability: Float64Array, uniform: number): number {
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
