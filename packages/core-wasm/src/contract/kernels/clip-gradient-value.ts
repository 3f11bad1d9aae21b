import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";

export interface ClipGradientValueAttrs {
  readonly clipValue: number;
}

/** gradient = min(max(gradient, -clipValue), clipValue), in place; NaN stays. As torch.nn.utils.clip_grad_value_. */
export const clipGradientValue = defineKernel<ClipGradientValueAttrs>()({
  inputs: { gradient: { updated: true } },
  outputs: {},
  shapes: () => ({}),
  flops: ({ gradient }) => 2 * sizeOf(gradient),
});

export const clipGradientValueOracle: OracleOf<typeof clipGradientValue> = {
  reference: ({ gradient }, _, __, { clipValue }) => {
    for (let i = 0; i < gradient.length; i++)
      gradient[i] = Math.min(Math.max(gradient[i]!, -clipValue), clipValue);
  },
  samples: [[], [1], [3], [5], [17], [65], [3, 7]].map((gradient) => ({
    shapes: { gradient },
    attrs: { clipValue: 0.5 },
  })),
  tolerance: 1e-7,
};
