import { randomIntegers } from "../integer-values.ts";
import { defineKernel, type NoAttrs } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes } from "../special-values.ts";

/** y = x, int32, as float32: the nearest one above 2^24. */
export const toFloat = defineKernel<NoAttrs>()({
  inputs: { x: { dtype: "int32" } },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = x[i]!;
  },
  flops: ({ x }) => sizeOf(x),
  samples: [...elementwiseSizes.map((size) => [size]), [], [2, 3, 19]].map((x) => ({
    shapes: { x },
    attrs: {},
  })),
  prepare: ({ x }, _shapes, _attrs, random) => randomIntegers(x, random),
  tolerance: 1e-7,
});
