import { defineKernel, type NoAttrs } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

/** total += sum(|x|), in place: over all gradients, their joint L1 norm. */
export const accumulateMagnitudes = defineKernel<NoAttrs>()({
  inputs: { x: {}, total: { updated: true, common: true } },
  outputs: {},
  shapes: ({ total }) => {
    expectShape("accumulateMagnitudes", "total", total, []);
    return {};
  },
  reference: ({ x, total }) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]!);
    total[0]! += sum;
  },
  flops: ({ x }) => 2 * sizeOf(x),
  prepare: ({ total }) => {
    total[0] = Math.abs(total[0]!);
  },
  samples: [
    ...[1, 3, 5, 17, 33, 65, 257, 1025, 100003].map((n) => ({
      shapes: { x: [n], total: [] },
      attrs: {},
    })),
    { shapes: { x: [3, 7, 5], total: [] }, attrs: {}, scale: 1e4 },
  ],
  tolerance: 3e-7,
});
