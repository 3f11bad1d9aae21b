import { axisSpans } from "../axis-spans.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";

export interface CumsumAttrs {
  /** Non-negative. */
  readonly dim: number;
  /** From the last element back to the first: the gradient's way. */
  readonly reverse: boolean;
}

/** y[i] = x[0] + ... + x[i] along `dim`, or x[i] + ... + x[n - 1] in reverse. */
export const cumsum = defineKernel<CumsumAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }, { dim }) => {
    axisSpans("cumsum", "x", x, dim);
    return { y: x };
  },
  flops: ({ x }) => sizeOf(x),
});

export const cumsumOracle: OracleOf<typeof cumsum> = {
  reference: ({ x }, { y }, shapes, { dim, reverse }) => {
    const { outer, size, inner } = axisSpans("cumsum", "x", shapes.x, dim);
    for (let i = 0; i < outer; i++)
      for (let j = 0; j < inner; j++) {
        let sum = 0;
        for (let step = 0; step < size; step++) {
          const at = (i * size + (reverse ? size - 1 - step : step)) * inner + j;
          sum += x[at]!;
          y[at] = sum;
        }
      }
  },
  samples: [false, true].flatMap((reverse) => [
    ...[1, 2, 5, 33, 257].flatMap((n) => [
      { shapes: { x: [n] }, attrs: { dim: 0, reverse } },
      { shapes: { x: [3, n] }, attrs: { dim: 1, reverse } },
      { shapes: { x: [n, 5] }, attrs: { dim: 0, reverse } },
    ]),
    { shapes: { x: [2, 3, 4, 5] }, attrs: { dim: 1, reverse } },
    { shapes: { x: [3, 1, 5] }, attrs: { dim: 1, reverse } },
  ]),
  tolerance: 1e-6,
};
