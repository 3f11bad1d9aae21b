import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";
import { sigmoidOf } from "./sigmoid.ts";

export interface SiluAttrs {
  /** Also write dy/dx, by which the gradient is multiplied in the backward pass. */
  readonly slope: boolean;
}

/** y = x sigmoid(x), also called swish; slope = dy/dx, when wanted. Elfwing et al., arXiv 1702.03118. */
export const silu = defineKernel<SiluAttrs>()({
  inputs: { x: {} },
  outputs: { y: {}, slope: { optional: true } },
  shapes: ({ x }, { slope }) => ({ y: x, slope: slope ? x : undefined }),
  flops: ({ x }, { slope }) => (slope ? 16 : 12) * sizeOf(x),
});

export const siluOracle: OracleOf<typeof silu> = {
  reference: ({ x }, { y, slope }) => {
    for (let i = 0; i < x.length; i++) {
      const gate = sigmoidOf(x[i]!);
      y[i] = x[i]! * gate;
      if (slope) slope[i] = gate * (1 + x[i]! * (1 - gate));
    }
  },
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { x: [size] }, attrs: { slope: true } })),
    { shapes: { x: [2, 3, 65] }, attrs: { slope: false } },
    ...[1e-4, 10, 1e4].map((scale) => ({ shapes: { x: [257] }, attrs: { slope: true }, scale })),
  ],
  prepare: ({ x }) => plantSpecialValues(x),
  tolerance: 1e-6,
};
