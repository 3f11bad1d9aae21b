import { expectNumeric } from "../options/expect-argument.ts";

/** A normal distribution of one value, by its mean and the logarithm of its variance. */
export interface NormalDistribution {
  readonly mean: number;
  readonly logVariance: number;
}

/** Kullback-Leibler divergence KL(p || q) of two normal distributions, in nats: a term of the variational bound. */
export function normalKl(p: NormalDistribution, q: NormalDistribution): number {
  for (const [name, one] of Object.entries({ p, q })) {
    expectNumeric("normalKl", `${name}.mean`, one?.mean);
    expectNumeric("normalKl", `${name}.logVariance`, one?.logVariance);
  }
  const ratio = p.logVariance - q.logVariance;
  const distance = (p.mean - q.mean) ** 2 * Math.exp(-q.logVariance);
  return (Math.exp(ratio) - 1 - ratio + distance) / 2;
}
