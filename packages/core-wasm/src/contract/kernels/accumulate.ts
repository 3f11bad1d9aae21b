import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

/** target += x, in place: a gradient that arrives in several parts. */
export const accumulate = defineKernel<NoAttrs>()({
  inputs: { target: { updated: true }, x: {} },
  outputs: {},
  shapes: ({ target, x }) => {
    expectShape("accumulate", "x", x, target);
    return {};
  },
  flops: ({ x }) => sizeOf(x),
});

export const accumulateOracle: OracleOf<typeof accumulate> = {
  reference: ({ target, x }) => {
    for (let i = 0; i < x.length; i++) target[i]! += x[i]!;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ shapes: { target: [n], x: [n] }, attrs: {} })),
    { shapes: { target: [], x: [] }, attrs: {} },
    { shapes: { target: [3, 7], x: [3, 7] }, attrs: {}, scale: 1e4 },
  ],
  tolerance: 2e-7,
};
