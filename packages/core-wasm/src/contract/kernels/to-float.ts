import { randomIntegers } from "../integer-values.ts";
import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes } from "../special-values.ts";

/** y = x, int32, as float32: the nearest one above 2^24. */
export const toFloat = defineKernel<NoAttrs>()({
  inputs: { x: { dtype: "int32" } },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => sizeOf(x),
});

export const toFloatOracle: OracleOf<typeof toFloat> = {
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = x[i]!;
  },
  samples: [...elementwiseSizes.map((size) => [size]), [], [2, 3, 19]].map((x) => ({
    shapes: { x },
    attrs: {},
  })),
  prepare: ({ x }, _shapes, _attrs, random) => randomIntegers(x, random),
  tolerance: 1e-7,
};
