import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";

/** y = ln x: -Infinity at 0, NaN below. */
export const log = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => sizeOf(x),
});

export const logOracle: OracleOf<typeof log> = {
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i]!);
  },
  prepare: ({ x }) => {
    for (let i = 0; i < x.length; i++) x[i] = Math.abs(x[i]!) + 1e-6;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ shapes: { x: [n] }, attrs: {} })),
    { shapes: { x: [] }, attrs: {} },
    { shapes: { x: [7, 9] }, attrs: {}, scale: 1e4 },
  ],
  tolerance: 4e-7,
};
