import { broadcastStrides, forEachOffset } from "../broadcast.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { type ReductionAttrs, reducedShape } from "../reduced-shape.ts";
import { sizeOf } from "../shape.ts";

/** y = sum of x over the axes `dims`. */
export const sum = defineKernel<ReductionAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }, attrs) => ({ y: reducedShape("sum", x, attrs) }),
  flops: ({ x }) => sizeOf(x),
});

export const sumOracle: OracleOf<typeof sum> = {
  reference: ({ x }, { y }, shapes, { dims }) => {
    const kept = reducedShape("sum", shapes.x, { dims, keepDims: true });
    y.fill(0);
    forEachOffset(shapes.x, [broadcastStrides(kept, shapes.x)], (i, [at]) => {
      y[at!]! += x[i]!;
    });
  },
  samples: [
    ...[1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257, 1025, 100003].map((n) => ({
      shapes: { x: [n] },
      attrs: { dims: [0], keepDims: false },
    })),
    ...[1, 3, 7, 17, 65, 257].flatMap((n) => [
      { shapes: { x: [5, n] }, attrs: { dims: [1], keepDims: false } },
      { shapes: { x: [n, 5] }, attrs: { dims: [0], keepDims: false } },
      { shapes: { x: [9, n] }, attrs: { dims: [0], keepDims: true } },
    ]),
    {
      shapes: { x: [300, 1100] },
      attrs: { dims: [0], keepDims: false },
      note: "row and column blocks",
    },
    { shapes: { x: [2, 3, 17] }, attrs: { dims: [1], keepDims: false } },
    { shapes: { x: [2, 3, 17] }, attrs: { dims: [0, 2], keepDims: true } },
    { shapes: { x: [2, 3, 4, 5] }, attrs: { dims: [0, 1, 2, 3], keepDims: false } },
    { shapes: { x: [2, 3, 4, 5] }, attrs: { dims: [1, 3], keepDims: false } },
    { shapes: { x: [3, 1, 5] }, attrs: { dims: [1], keepDims: false }, note: "an axis of 1" },
    { shapes: { x: [3, 5] }, attrs: { dims: [], keepDims: false }, note: "copy" },
    { shapes: { x: [] }, attrs: { dims: [], keepDims: false } },
    { shapes: { x: [5, 65] }, attrs: { dims: [1], keepDims: true }, scale: 1e4 },
  ],
  tolerance: 1e-6,
};
