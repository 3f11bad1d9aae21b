import { defineKernel, type NoAttrs } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

/** total = max(total, |x|), in place: over all gradients, their joint infinity norm. NaN wins. */
export const accumulateLargest = defineKernel<NoAttrs>()({
  inputs: { x: {}, total: { updated: true, common: true } },
  outputs: {},
  shapes: ({ total }) => {
    expectShape("accumulateLargest", "total", total, []);
    return {};
  },
  reference: ({ x, total }) => {
    let largest = total[0]!;
    for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
    total[0] = largest;
  },
  flops: ({ x }) => 2 * sizeOf(x),
  prepare: ({ total }) => {
    total[0] = Math.abs(total[0]!);
  },
  samples: [
    ...[1, 2, 3, 5, 17, 33, 65, 257, 1023].map((n) => ({
      shapes: { x: [n], total: [] },
      attrs: {},
    })),
    { shapes: { x: [3, 7, 5], total: [] }, attrs: {}, scale: 1e4 },
  ],
  tolerance: 1e-7,
});
