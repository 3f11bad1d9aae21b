import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";

/** x without its fraction as int32; the nearest one where there is none, 0 for NaN. */
const integerOf = (x: number): number =>
  Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, -(2 ** 31)), 2 ** 31 - 1));

/** y = x, cut towards 0, as int32; beyond int32 its end, and 0 for NaN. */
export const toInteger = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: { dtype: "int32" } },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => sizeOf(x),
});

export const toIntegerOracle: OracleOf<typeof toInteger> = {
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = integerOf(x[i]!);
  },
  samples: [
    ...[...elementwiseSizes.map((size) => [size]), []].map((x) => ({
      shapes: { x },
      attrs: {},
      scale: 30,
    })),
    { shapes: { x: [2, 3, 19] }, attrs: {}, scale: 2 ** 31, note: "beyond both ends" },
  ],
  prepare: ({ x }) => plantSpecialValues(x),
  tolerance: 0,
};
