import { defineKernel } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface ClipGradientAttrs {
  readonly maxNorm: number;
}

/**
 * gradient *= min(1, maxNorm / (sqrt(total) + 1e-6)), in place; `total` comes from accumulateSquares.
 * As torch.nn.utils.clip_grad_norm_.
 */
export const clipGradient = defineKernel<ClipGradientAttrs>()({
  inputs: { gradient: { updated: true }, total: {} },
  outputs: {},
  shapes: ({ total }) => {
    expectShape("clipGradient", "total", total, []);
    return {};
  },
  reference: ({ gradient, total }, _, __, { maxNorm }) => {
    const factor = Math.min(1, maxNorm / (Math.sqrt(total[0]!) + 1e-6));
    for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor;
  },
  flops: ({ gradient }) => sizeOf(gradient),
  prepare: ({ gradient, total }) => {
    let squares = 0;
    for (const value of gradient) squares += value ** 2;
    total[0] = squares;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({
      shapes: { gradient: [n], total: [] },
      attrs: { maxNorm: 0.5 },
    })),
    { shapes: { gradient: [3, 7], total: [] }, attrs: { maxNorm: 100 }, note: "short enough" },
    { shapes: { gradient: [3, 7], total: [] }, attrs: { maxNorm: 1 }, scale: 1e4 },
  ],
  tolerance: 3e-7,
});
