import { broadcastShapes, broadcastStrides, forEachOffset } from "../broadcast.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { type Shape, sizeOf } from "../shape.ts";

const comparisons = {
  gt: (a: number, b: number) => a > b,
  ge: (a: number, b: number) => a >= b,
  eq: (a: number, b: number) => a === b,
  ne: (a: number, b: number) => a !== b,
} as const;

export interface CompareAttrs {
  readonly comparison: keyof typeof comparisons;
}

const names = ["gt", "ge", "eq", "ne"] as const;

const samples: readonly (readonly [a: Shape, b: Shape])[] = [
  ...[1, 3, 4, 5, 9, 17, 65].map((n) => [[n], [n]] as const),
  [[3, 65], [65]],
  [[3, 65], []],
  [[], [3, 65]],
  [
    [5, 1],
    [1, 9],
  ],
  [
    [2, 1, 5, 1],
    [3, 1, 9],
  ],
  [[], []],
];

/** c = 1 where the comparison holds, else 0, with broadcasting. As in IEEE 754, NaN is not even equal to itself. */
export const compare = defineKernel<CompareAttrs>()({
  inputs: { a: { anyDtype: true }, b: { anyDtype: true } },
  outputs: { c: { dtype: "int32" } },
  shapes: ({ a, b }) => ({ c: broadcastShapes("compare", a, b) }),
  flops: ({ a, b }) => sizeOf(broadcastShapes("compare", a, b)),
});

export const compareOracle: OracleOf<typeof compare> = {
  reference: ({ a, b }, { c }, shapes, { comparison }) => {
    const shape = broadcastShapes("compare", shapes.a, shapes.b);
    const strides = [broadcastStrides(shapes.a, shape), broadcastStrides(shapes.b, shape)];
    const holds = comparisons[comparison];
    forEachOffset(shape, strides, (i, [ofA, ofB]) => {
      c[i] = holds(a[ofA!]!, b[ofB!]!) ? 1 : 0;
    });
  },
  samples: names.flatMap((comparison) =>
    samples.map(([a, b]) => ({ shapes: { a, b }, attrs: { comparison } })),
  ),
  prepare: ({ a, b }) => {
    // Halves, so that equal pairs occur.
    for (const values of [a, b])
      for (let i = 0; i < values.length; i++) values[i] = Math.round(2 * values[i]!) / 2;
    if (a.length > 60) a[7] = Number.NaN;
    if (b.length > 60) b[7] = Number.NaN;
  },
  tolerance: 0,
};
