import { defineKernel, type OracleOf } from "../kernel.ts";
import { formatShape, lastAxis, type Shape, ShapeError, sizeOf } from "../shape.ts";
import { plantSpecialValues } from "../special-values.ts";

export interface TopkAttrs {
  readonly k: number;
}

/** Whether a stands before b: NaN counts as the largest value. */
const above = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));

const samples: readonly (readonly [x: Shape, k: number])[] = [
  ...[1, 3, 5, 9, 17, 65, 257].map((n) => [[3, n], Math.min(n, 4)] as const),
  [[2, 3, 11], 11],
  [[300], 50],
  [[7], 1],
  [[7], 0],
];

/**
 * The k largest values of the last axis, largest first, and where they stand; of equal ones the
 * first comes first. PyTorch's `topk`, which leaves the order of equal values open.
 */
export const topk = defineKernel<TopkAttrs>()({
  inputs: { x: {} },
  outputs: { values: {}, indices: { dtype: "int32" } },
  shapes: ({ x }, { k }) => {
    const columns = lastAxis("topk", "x", x);
    if (!Number.isInteger(k) || k < 0 || k > columns)
      throw new ShapeError(
        `topk: k is ${k}, expected 0 to ${columns}, the axis of x, ${formatShape(x)}`,
      );
    const shape = [...x.slice(0, -1), k];
    return { values: shape, indices: shape };
  },
  flops: ({ x }) => sizeOf(x),
});

export const topkOracle: OracleOf<typeof topk> = {
  reference: ({ x }, { values, indices }, shapes, { k }) => {
    const columns = lastAxis("topk", "x", shapes.x);
    for (let row = 0; row * columns < x.length; row++) {
      const at = (i: number): number => x[row * columns + i]!;
      const order = Array.from({ length: columns }, (_, i) => i).sort((i, j) =>
        above(at(i), at(j)) ? -1 : above(at(j), at(i)) ? 1 : i - j,
      );
      for (let i = 0; i < k; i++) {
        indices[row * k + i] = order[i]!;
        values[row * k + i] = at(order[i]!);
      }
    }
  },
  samples: [
    ...samples.map(([x, k]) => ({ shapes: { x }, attrs: { k } })),
    { shapes: { x: [4, 40] }, attrs: { k: 12 }, scale: 1e4, note: "equal values" },
  ],
  prepare: ({ x }) => {
    if (x.length === 160) for (let i = 0; i < x.length; i++) x[i] = Math.round(x[i]! / 1e4);
    if (x.length > 700) plantSpecialValues(x);
  },
  tolerance: 0,
};
