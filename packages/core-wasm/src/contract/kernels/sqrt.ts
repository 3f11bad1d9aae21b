import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";

/** y = sqrt(x); NaN below 0. */
export const sqrt = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => sizeOf(x),
});

export const sqrtOracle: OracleOf<typeof sqrt> = {
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = Math.sqrt(x[i]!);
  },
  samples: [[], [1], [3], [5], [9], [64], [65], [3, 257]].map((x) => ({
    shapes: { x },
    attrs: {},
  })),
  prepare: ({ x }) => {
    for (let i = 0; i < x.length; i++) x[i] = Math.abs(x[i]!);
  },
  tolerance: 1e-6,
};
