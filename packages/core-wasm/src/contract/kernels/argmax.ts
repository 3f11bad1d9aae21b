import { axisSpans } from "../axis-spans.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { formatShape, ShapeError, sizeOf } from "../shape.ts";

export interface ArgmaxAttrs {
  /** Non-negative. */
  readonly dim: number;
  /** Keep the axis, with size 1. */
  readonly keepDims: boolean;
}

/** y = index of the largest of x along `dim`, the first of equals; a NaN is larger than any number. */
export const argmax = defineKernel<ArgmaxAttrs>()({
  inputs: { x: {} },
  outputs: { y: { dtype: "int32" } },
  shapes: ({ x }, { dim, keepDims }) => {
    const { size } = axisSpans("argmax", "x", x, dim);
    if (size === 0)
      throw new ShapeError(
        `argmax: x is ${formatShape(x)}, expected at least one element along dim ${dim}`,
      );
    return { y: keepDims ? x.with(dim, 1) : x.filter((_, axis) => axis !== dim) };
  },
  flops: ({ x }) => sizeOf(x),
});

export const argmaxOracle: OracleOf<typeof argmax> = {
  reference: ({ x }, { y }, shapes, { dim }) => {
    const { outer, size, inner } = axisSpans("argmax", "x", shapes.x, dim);
    for (let i = 0; i < outer; i++)
      for (let j = 0; j < inner; j++) {
        const at = (index: number) => x[(i * size + index) * inner + j]!;
        let best = 0;
        for (let index = 1; index < size; index++)
          if (at(index) > at(best) || (Number.isNaN(at(index)) && !Number.isNaN(at(best))))
            best = index;
        y[i * inner + j] = best;
      }
  },
  samples: [
    ...[1, 2, 5, 8, 33, 257].flatMap((n) => [
      { shapes: { x: [n] }, attrs: { dim: 0, keepDims: false } },
      { shapes: { x: [3, n] }, attrs: { dim: 1, keepDims: true } },
      { shapes: { x: [n, 5] }, attrs: { dim: 0, keepDims: false } },
    ]),
    { shapes: { x: [2, 3, 4, 5] }, attrs: { dim: 1, keepDims: false } },
    { shapes: { x: [3, 1, 5] }, attrs: { dim: 1, keepDims: true } },
  ],
  // Rounded, for equals; NaN and infinities in the longer ones.
  prepare: ({ x }) => {
    for (let i = 0; i < x.length; i++) x[i] = Math.round(x[i]!);
    if (x.length < 100) return;
    [Infinity, NaN, -Infinity, NaN].forEach((value, i) => {
      x[17 * i + 40] = value;
    });
  },
  tolerance: 0,
};
