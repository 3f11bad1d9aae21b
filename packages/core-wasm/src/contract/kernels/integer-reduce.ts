import { broadcastStrides, forEachOffset } from "../broadcast.ts";
import { randomIntegers } from "../integer-values.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { type ReductionAttrs, reducedShape } from "../reduced-shape.ts";
import { formatShape, ShapeError, sizeOf } from "../shape.ts";

const operations = {
  sum: (a: number, b: number) => (a + b) | 0,
  max: (a: number, b: number) => Math.max(a, b),
  min: (a: number, b: number) => Math.min(a, b),
} as const;

export interface IntegerReduceAttrs extends ReductionAttrs {
  readonly operation: keyof typeof operations;
}

const uses: readonly (readonly [x: readonly number[], dims: readonly number[]])[] = [
  ...[1, 3, 4, 5, 9, 17, 65, 257, 1025].map((n) => [[n], [0]] as const),
  ...[1, 3, 4, 7, 17, 65].flatMap(
    (n) =>
      [
        [[5, n], [1]],
        [[n, 5], [0]],
        [[7, n], [0]],
      ] as const,
  ),
  [[2, 3, 17], [1]],
  [
    [2, 3, 17],
    [0, 2],
  ],
  [
    [2, 3, 4, 5],
    [0, 1, 2, 3],
  ],
  [
    [2, 3, 4, 5],
    [1, 3],
  ],
  [[3, 1, 5], [1]],
  [[3, 5], []],
  [[], []],
];

/** y = the sum, the largest or the smallest of x, int32, over the axes `dims`; what overflows wraps around. */
export const integerReduce = defineKernel<IntegerReduceAttrs>()({
  inputs: { x: { dtype: "int32" } },
  outputs: { y: { dtype: "int32" } },
  shapes: ({ x }, { operation, dims, keepDims }) => {
    const y = reducedShape("integerReduce", x, { dims, keepDims });
    if (operation !== "sum" && dims.some((dim) => x[dim] === 0))
      throw new ShapeError(
        `integerReduce: x is ${formatShape(x)}, expected at least one element along dims ${formatShape(dims)}`,
      );
    return { y };
  },
  flops: ({ x }) => sizeOf(x),
});

export const integerReduceOracle: OracleOf<typeof integerReduce> = {
  reference: ({ x }, { y }, shapes, { operation, dims }) => {
    const kept = reducedShape("integerReduce", shapes.x, { dims, keepDims: true });
    const combine = operations[operation];
    const reached = new Set<number>();
    y.fill(0);
    forEachOffset(shapes.x, [broadcastStrides(kept, shapes.x)], (i, [at]) => {
      y[at!] = reached.has(at!) ? combine(y[at!]!, x[i]!) : x[i]!;
      reached.add(at!);
    });
  },
  samples: (["sum", "max", "min"] as const).flatMap((operation) =>
    uses.map(([x, dims], i) => ({
      shapes: { x },
      attrs: { operation, dims, keepDims: i % 2 === 0 },
    })),
  ),
  prepare: ({ x }, _shapes, _attrs, random) => randomIntegers(x, random),
  tolerance: 0,
};
