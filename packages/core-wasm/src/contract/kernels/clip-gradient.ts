import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface ClipGradientAttrs {
  readonly maxNorm: number;
}

/**
 * gradient *= min(1, maxNorm / (norm + 1e-6)), in place. As torch.nn.utils.clip_grad_norm_.
 */
export const clipGradient = defineKernel<ClipGradientAttrs>()({
  inputs: { gradient: { updated: true }, norm: { common: true } },
  outputs: {},
  shapes: ({ norm }) => {
    expectShape("clipGradient", "norm", norm, []);
    return {};
  },
  flops: ({ gradient }) => sizeOf(gradient),
});

export const clipGradientOracle: OracleOf<typeof clipGradient> = {
  reference: ({ gradient, norm }, _, __, { maxNorm }) => {
    const factor = Math.min(1, maxNorm / (norm[0]! + 1e-6));
    for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor;
  },
  prepare: ({ gradient, norm }) => {
    let squares = 0;
    for (const value of gradient) squares += value ** 2;
    norm[0] = Math.sqrt(squares);
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({
      shapes: { gradient: [n], norm: [] },
      attrs: { maxNorm: 0.5 },
    })),
    { shapes: { gradient: [3, 7], norm: [] }, attrs: { maxNorm: 100 }, note: "short enough" },
    { shapes: { gradient: [3, 7], norm: [] }, attrs: { maxNorm: 1 }, scale: 1e4 },
  ],
  tolerance: 3e-7,
};
