import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";

export interface ScaleAttrs {
  readonly factor: number;
}

/** y = factor * x. */
export const scale = defineKernel<ScaleAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => sizeOf(x),
});

export const scaleOracle: OracleOf<typeof scale> = {
  reference: ({ x }, { y }, _, { factor }) => {
    for (let i = 0; i < x.length; i++) y[i] = factor * x[i]!;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ shapes: { x: [n] }, attrs: { factor: -0.7 } })),
    { shapes: { x: [] }, attrs: { factor: 3 } },
    { shapes: { x: [2, 3, 7] }, attrs: { factor: 1e-3 }, scale: 1e4 },
  ],
  tolerance: 3e-7,
};
