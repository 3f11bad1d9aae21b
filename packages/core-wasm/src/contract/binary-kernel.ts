import { broadcastShapes, broadcastStrides, forEachOffset } from "./broadcast.ts";
import { defineKernel, type NoAttrs, type OracleOf, type Values } from "./kernel.ts";
import { type Shape, sizeOf } from "./shape.ts";

const pairs: readonly (readonly [a: Shape, b: Shape])[] = [
  ...[1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257].map((n) => [[n], [n]] as const),
  [
    [3, 65],
    [3, 65],
  ], // same
  [[3, 65], [65]], // row
  [[65], [3, 65]],
  [[3, 65], [1]], // scalar
  [[], [3, 65]],
  [
    [5, 33],
    [5, 1],
  ], // column
  [
    [5, 1],
    [5, 33],
  ],
  [[5, 1], [33]], // outer
  [
    [2, 3, 17],
    [3, 1],
  ],
  [
    [2, 1, 5, 1],
    [3, 1, 9],
  ],
  [
    [4, 1, 3, 2],
    [4, 5, 1, 2],
  ],
  [[1, 1], [1]],
  [[], []],
];

/** A kernel that combines two operands element by element, with numpy broadcasting. */
export const binaryKernel = (name: string) =>
  defineKernel<NoAttrs>()({
    inputs: { a: {}, b: {} },
    outputs: { c: {} },
    shapes: ({ a, b }) => ({ c: broadcastShapes(name, a, b) }),
    flops: ({ a, b }) => sizeOf(broadcastShapes(name, a, b)),
  });

/** Its values. */
export const binaryOracle = (
  name: string,
  operation: (a: number, b: number) => number,
  prepare?: (inputs: { readonly a: Values; readonly b: Values }) => void,
): OracleOf<ReturnType<typeof binaryKernel>> => ({
  reference: ({ a, b }, { c }, shapes) => {
    const shape = broadcastShapes(name, shapes.a, shapes.b);
    const strides = [broadcastStrides(shapes.a, shape), broadcastStrides(shapes.b, shape)];
    forEachOffset(shape, strides, (i, [ofA, ofB]) => {
      c[i] = operation(a[ofA!]!, b[ofB!]!);
    });
  },
  samples: [
    ...pairs.map(([a, b]) => ({ shapes: { a, b }, attrs: {} })),
    { shapes: { a: [3, 17], b: [3, 17] }, attrs: {}, scale: 1e4 },
  ],
  ...(prepare && { prepare }),
  tolerance: 2e-7,
});
