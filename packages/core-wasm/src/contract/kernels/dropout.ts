import { defineKernel, type OracleOf } from "../kernel.ts";
import { philoxWord } from "../philox.ts";
import { expectShape, sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";

export interface DropoutAttrs {
  /** Probability that an element is dropped. */
  readonly p: number;
  /** Key of the generator: the same seed and stream drop the same elements on every device. */
  readonly seed: number;
  readonly stream: number;
}

/** Random words below this drop their element: floor(p 2^32). */
export const dropoutThreshold = (p: number): number => Math.floor(p * 2 ** 32);

/** What a kept element is multiplied with; p = 1 keeps none. */
export const dropoutScale = (p: number): number => (p < 1 ? 1 / (1 - p) : 0);

/** Throw unless p is a probability. */
export function expectProbability(kernel: string, name: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${kernel}: ${name} is ${p}, expected 0 to 1`);
}

/**
 * y = x / (1 - p) where the element's random word is at least p 2^32, else 0; plus the residual, of x's shape, where there
 * is one. The gradient of x is itself on dy, that of the residual dy.
 */
export const dropout = defineKernel<DropoutAttrs>()({
  inputs: { x: {}, residual: { optional: true } },
  outputs: { y: {} },
  shapes: ({ x, residual }, { p }) => {
    expectProbability("dropout", "p", p);
    if (residual) expectShape("dropout", "residual", residual, x);
    return { y: x };
  },
  flops: ({ x }) => sizeOf(x),
});

export const dropoutOracle: OracleOf<typeof dropout> = {
  reference: ({ x, residual }, { y }, _shapes, { p, seed, stream }) => {
    const threshold = dropoutThreshold(p);
    for (let i = 0; i < x.length; i++) {
      const kept = philoxWord(0, i, seed, stream) >= threshold ? x[i]! * dropoutScale(p) : 0;
      y[i] = kept + (residual?.[i] ?? 0);
    }
  },
  samples: [
    ...elementwiseSizes.map((size) => ({
      shapes: { x: [size] },
      attrs: { p: 0.2, seed: 1234, stream: size },
    })),
    ...[0, 0.5, 0.999, 1].map((p) => ({
      shapes: { x: [3, 5, 67] },
      attrs: { p, seed: 0xfedcba98, stream: 7 },
      scale: 1e4,
    })),
    ...elementwiseSizes.map((size) => ({
      shapes: { x: [size], residual: [size] },
      attrs: { p: 0.2, seed: 1234, stream: size },
    })),
    {
      shapes: { x: [3, 5, 67], residual: [3, 5, 67] },
      attrs: { p: 1, seed: 1, stream: 2 },
    },
  ],
  prepare: ({ residual }) => {
    if (residual) plantSpecialValues(residual);
  },
  tolerance: 2e-7,
  compose: (composer, { x, residual }, _shapes, attrs) =>
    residual && composer.run("add", { a: composer.run("dropout", { x }, attrs), b: residual }, {}),
};
