import { normalDraw, seededRandom } from "../../../../shaping/seeded-random.ts";

export const KEYS = 8;

/** A query and eight keys of this width, each number drawn from the normal distribution with variance 1. */
export function randomVectors(width: number, seed: number) {
  const random = seededRandom(seed);
  const vector = () => Array.from({ length: width }, () => normalDraw(random));
  return { query: vector(), keys: Array.from({ length: KEYS }, vector) };
}

export const scoresOf = (
  query: readonly number[],
  keys: readonly (readonly number[])[],
): number[] => keys.map((key) => key.reduce((sum, one, i) => sum + one * query[i]!, 0));

/** Root of the mean square: how large scores are as a rule. */
export const spread = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length);
