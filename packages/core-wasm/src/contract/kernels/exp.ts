import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";

/** y = e^x. */
export const exp = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => sizeOf(x),
});

export const expOracle: OracleOf<typeof exp> = {
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]!);
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ shapes: { x: [n] }, attrs: {} })),
    { shapes: { x: [] }, attrs: {} },
    { shapes: { x: [7, 9] }, attrs: {}, scale: 20 },
  ],
  tolerance: 4e-7,
};
