import type { Filter } from "./filters.ts";

/** Bits behind the point: 8 of a pixel and 2 of overshoot are left of 32. */
export const fractionBits = 22;

/** Of which inputs each output is the weighted sum, as integers of `fractionBits`. */
export interface AxisWeights {
  /** The first input of each output. */
  readonly first: Int32Array;
  /** How many there are. */
  readonly counts: Int32Array;
  /** Those of an output begin at its index times `stride`. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** An axis of `from` pixels as one of `to`. Shrinking widens the filter, so that no pixel is passed over: antialiasing. */
export function axisWeights(from: number, to: number, filter: Filter): AxisWeights {
  const scale = from / to;
  const widening = Math.max(scale, 1);
  const support = filter.support * widening;
  const stride = 2 * Math.ceil(support) + 1;
  const [first, counts] = [new Int32Array(to), new Int32Array(to)];
  const weights = new Int32Array(to * stride);
  const exact = new Float64Array(stride);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - begin;
    let sum = 0;
    for (let j = 0; j < count; j++) {
      exact[j] = filter.weight((j + begin - centre + 0.5) / widening);
      sum += exact[j]!;
    }
    for (let j = 0; j < count; j++)
      weights[i * stride + j] = rounded((exact[j]! / (sum === 0 ? 1 : sum)) * 2 ** fractionBits);
    first[i] = begin;
    counts[i] = count;
  }
  return { first, counts, weights, stride };
}

/** Halves away from 0. */
const rounded = (value: number): number => Math.trunc(value < 0 ? value - 0.5 : value + 0.5);
