import { axisSpans } from "../axis-spans.ts";
import { randomIntegers } from "../integer-values.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";

export interface IntegerCumsumAttrs {
  /** Non-negative. */
  readonly dim: number;
}

/** y[i] = x[0] + ... + x[i] of int32 along `dim`; what overflows wraps around. */
export const integerCumsum = defineKernel<IntegerCumsumAttrs>()({
  inputs: { x: { dtype: "int32" } },
  outputs: { y: { dtype: "int32" } },
  shapes: ({ x }, { dim }) => {
    axisSpans("integerCumsum", "x", x, dim);
    return { y: x };
  },
  flops: ({ x }) => sizeOf(x),
});

export const integerCumsumOracle: OracleOf<typeof integerCumsum> = {
  reference: ({ x }, { y }, shapes, { dim }) => {
    const { outer, size, inner } = axisSpans("integerCumsum", "x", shapes.x, dim);
    for (let i = 0; i < outer; i++)
      for (let j = 0; j < inner; j++) {
        let sum = 0;
        for (let step = 0; step < size; step++) {
          const at = (i * size + step) * inner + j;
          sum = (sum + x[at]!) | 0;
          y[at] = sum;
        }
      }
  },
  samples: [
    ...[1, 2, 5, 33, 257].flatMap((n) => [
      { shapes: { x: [n] }, attrs: { dim: 0 } },
      { shapes: { x: [3, n] }, attrs: { dim: 1 } },
      { shapes: { x: [n, 5] }, attrs: { dim: 0 } },
    ]),
    { shapes: { x: [2, 3, 4, 5] }, attrs: { dim: 1 } },
    { shapes: { x: [3, 1, 5] }, attrs: { dim: 1 } },
  ],
  prepare: ({ x }, _shapes, _attrs, random) => randomIntegers(x, random),
  tolerance: 0,
};
