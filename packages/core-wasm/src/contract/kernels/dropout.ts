import { defineKernel } from "../kernel.ts";
import { philoxWord } from "../philox.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes } from "../special-values.ts";

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

/** y = x / (1 - p) where the element's random word is at least p 2^32, else 0. Its gradient is itself on dy. */
export const dropout = defineKernel<DropoutAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }, { p }) => {
    expectProbability("dropout", "p", p);
    return { y: x };
  },
  reference: ({ x }, { y }, _shapes, { p, seed, stream }) => {
    const threshold = dropoutThreshold(p);
    for (let i = 0; i < x.length; i++)
      y[i] = philoxWord(0, i, seed, stream) >= threshold ? x[i]! * dropoutScale(p) : 0;
  },
  flops: ({ x }) => sizeOf(x),
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
  ],
  tolerance: 2e-7,
});
