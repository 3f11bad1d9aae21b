import { add } from "../../ops/add.ts";
import { clamp } from "../../ops/clamp.ts";
import { div } from "../../ops/div.ts";
import { log } from "../../ops/log.ts";
import { mul } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { scale } from "../../ops/scale.ts";
import { softplus } from "../../ops/softplus.ts";
import { sqrt } from "../../ops/sqrt.ts";
import { square } from "../../ops/square.ts";
import { sub } from "../../ops/sub.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { logGamma } from "./log-gamma.ts";

/** A distribution of real numbers or counts, by parameters that a network gives. */
export interface Distribution {
  /** How many numbers it takes. */
  readonly parameters: number;
  /** Any numbers to those that are allowed. */
  allowed(raw: readonly Tensor[]): readonly Tensor[];
  /** The logarithm of the probability (density) of x. */
  logProbability(x: Tensor, parameters: readonly Tensor[]): Tensor;
  /** Counts are not divided by the scale of their series: the parameters say it. */
  scaled?(parameters: readonly Tensor[], by: Tensor): readonly Tensor[];
}

const smallest = 2 ** -23;
const positive = (x: Tensor): Tensor => scale(add(x, sqrt(add(square(x), 4))), 0.5);
const width = (x: Tensor): Tensor => clamp(positive(x), { min: smallest });

/** Normal: mean and deviation. */
const normal: Distribution = {
  parameters: 2,
  allowed: ([mean, deviation]) => [mean!, width(deviation!)],
  logProbability(x, [mean, deviation]) {
    const z = div(sub(x, mean!), deviation!);
    return sub(scale(square(z), -0.5), add(log(deviation!), Math.log(2 * Math.PI) / 2));
  },
};

/** Student's t: degrees of freedom (above 2), place and width. */
const studentT: Distribution = {
  parameters: 3,
  allowed: ([degrees, place, wide]) => [add(positive(degrees!), 2), place!, width(wide!)],
  logProbability(x, [degrees, place, wide]) {
    const z = div(sub(x, place!), wide!);
    const half = scale(degrees!, 0.5);
    const tails = mul(add(half, 0.5), log(add(div(square(z), degrees!), 1)));
    const constant = add(log(wide!), scale(log(scale(degrees!, Math.PI)), 0.5));
    const gammas = sub(logGamma(add(half, 0.5)), logGamma(half));
    return sub(sub(gammas, constant), tails);
  },
};

/** Negative binomial: how many failures end the count, and the logit of a success. */
const negativeBinomial: Distribution = {
  parameters: 2,
  allowed: ([failures, logit]) => [positive(failures!), logit!],
  logProbability(x, [failures, logit]) {
    const successes = mul(x, neg(softplus(neg(logit!)))); // x log(sigmoid(logit))
    const ends = mul(failures!, neg(softplus(logit!)));
    const ways = sub(logGamma(add(failures!, x)), add(logGamma(add(x, 1)), logGamma(failures!)));
    return add(add(successes, ends), ways);
  },
  scaled: ([failures, logit], by) => [failures!, add(logit!, log(by))],
};

/** By Hugging Face's names. */
export const distributions = {
  student_t: studentT,
  normal,
  negative_binomial: negativeBinomial,
} as const satisfies Record<string, Distribution>;

export type DistributionName = keyof typeof distributions;
export const distributionNames = Object.keys(distributions) as readonly DistributionName[];
