import { forEachOffset } from "../broadcast.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { formatShape, type Shape, ShapeError } from "../shape.ts";
import { contiguousStrides } from "../strided-axes.ts";

export interface PermuteAttrs {
  /** Axis i of y is axis order[i] of x. */
  readonly order: readonly number[];
}

function permutedShape(x: Shape, order: readonly number[]): Shape {
  const isPermutation = order.length === x.length && x.every((_, axis) => order.includes(axis));
  if (!isPermutation)
    throw new ShapeError(
      `permute: order is ${formatShape(order)}, expected a permutation of the ${x.length} axes of x, ${formatShape(x)}`,
    );
  return order.map((axis) => x[axis]!);
}

const samples: readonly (readonly [x: Shape, order: readonly number[]])[] = [
  ...[1, 3, 4, 5, 9, 17, 33, 65].map(
    (n) =>
      [
        [n, 7],
        [1, 0],
      ] as const,
  ),
  [
    [17, 257],
    [1, 0],
  ],
  [
    [2, 5, 9],
    [0, 2, 1],
  ],
  [
    [2, 5, 3, 8],
    [0, 2, 1, 3],
  ], // heads: [B, T, H, d] -> [B, H, T, d]
  [
    [2, 5, 3, 7],
    [0, 2, 1, 3],
  ],
  [
    [2, 3, 4, 5],
    [3, 2, 1, 0],
  ],
  [
    [2, 3, 4, 5],
    [2, 3, 0, 1],
  ],
  [
    [2, 3, 1, 5],
    [0, 1, 2, 3],
  ],
  [
    [6, 5, 4],
    [2, 0, 1],
  ],
  [
    [6, 5, 4],
    [1, 2, 0],
  ],
  [
    [2, 3, 2, 3, 2],
    [4, 1, 3, 0, 2],
  ],
  [
    [5, 1, 3],
    [1, 2, 0],
  ],
  [[], []],
];

/** y = x with its axes in another order. */
export const permute = defineKernel<PermuteAttrs>()({
  inputs: { x: { anyDtype: true } },
  outputs: { y: { anyDtype: true } },
  shapes: ({ x }, { order }) => ({ y: permutedShape(x, order) }),
  flops: () => 0,
});

export const permuteOracle: OracleOf<typeof permute> = {
  reference: ({ x }, { y }, shapes, { order }) => {
    const strides = contiguousStrides(shapes.x);
    const ofY = order.map((axis) => strides[axis]!);
    forEachOffset(permutedShape(shapes.x, order), [ofY], (i, [at]) => {
      y[i] = x[at!]!;
    });
  },
  samples: samples.map(([x, order]) => ({ shapes: { x }, attrs: { order } })),
  tolerance: 0,
};
