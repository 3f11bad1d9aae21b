import { broadcastStrides, forEachOffset } from "./broadcast.ts";
import { defineKernel, type OracleOf } from "./kernel.ts";
import { type ReductionAttrs, reducedShape } from "./reduced-shape.ts";
import { formatShape, type Shape, ShapeError, sizeOf } from "./shape.ts";
import { plantSpecialValues } from "./special-values.ts";

function extremeShape(kernel: string, x: Shape, attrs: ReductionAttrs): Shape {
  const shape = reducedShape(kernel, x, attrs);
  if (attrs.dims.some((dim) => x[dim] === 0))
    throw new ShapeError(
      `${kernel}: x is ${formatShape(x)}, expected at least one element along dims ${formatShape(attrs.dims)}`,
    );
  return shape;
}

/** A kernel that keeps one extreme of the axes `dims`. */
export const extremeKernel = (name: string) =>
  defineKernel<ReductionAttrs>()({
    inputs: { x: {} },
    outputs: { y: {} },
    shapes: ({ x }, attrs) => ({ y: extremeShape(name, x, attrs) }),
    flops: ({ x }) => sizeOf(x),
  });

/** Its values: `pick` chooses between two. */
export const extremeOracle = (
  name: string,
  pick: (a: number, b: number) => number,
): OracleOf<ReturnType<typeof extremeKernel>> => ({
  reference: ({ x }, { y }, shapes, { dims }) => {
    const kept = reducedShape(name, shapes.x, { dims, keepDims: true });
    const reached = new Set<number>();
    forEachOffset(shapes.x, [broadcastStrides(kept, shapes.x)], (i, [at]) => {
      y[at!] = reached.has(at!) ? pick(y[at!]!, x[i]!) : x[i]!;
      reached.add(at!);
    });
  },
  samples: [
    ...[1, 2, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257].flatMap((n) => [
      { shapes: { x: [n] }, attrs: { dims: [0], keepDims: false } },
      { shapes: { x: [5, n] }, attrs: { dims: [1], keepDims: false } },
      { shapes: { x: [n, 7] }, attrs: { dims: [0], keepDims: true } },
      { shapes: { x: [3, n] }, attrs: { dims: [0], keepDims: false } },
    ]),
    { shapes: { x: [2, 3, 17] }, attrs: { dims: [1], keepDims: false } },
    { shapes: { x: [2, 3, 17] }, attrs: { dims: [0, 2], keepDims: true } },
    { shapes: { x: [2, 3, 4, 5] }, attrs: { dims: [0, 1, 2, 3], keepDims: false } },
    { shapes: { x: [2, 3, 4, 5] }, attrs: { dims: [1, 3], keepDims: false } },
    { shapes: { x: [3, 1, 5] }, attrs: { dims: [1], keepDims: false }, note: "an axis of 1" },
    { shapes: { x: [3, 5] }, attrs: { dims: [], keepDims: false }, note: "no axis: a copy" },
    { shapes: { x: [] }, attrs: { dims: [], keepDims: false } },
  ],
  prepare: ({ x }) => {
    if (x.length > 100) plantSpecialValues(x);
  },
  tolerance: 0,
});
