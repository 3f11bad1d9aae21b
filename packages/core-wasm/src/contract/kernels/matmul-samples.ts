import type { Shape } from "../shape.ts";
import type { MatmulAttrs } from "./matmul.ts";

interface MatmulSample {
  readonly shapes: {
    readonly a: Shape;
    readonly b: Shape;
    readonly bias?: Shape;
    readonly residual?: Shape;
  };
  readonly attrs: MatmulAttrs;
  readonly scale?: number;
}

const flags = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** [m, n, k] on both sides of every tile, panel and block of the SIMD kernels. */
const sizes = [
  [1, 1, 1],
  [1, 64, 65],
  [1, 257, 33],
  [2, 7, 9],
  [3, 5, 7],
  [4, 8, 16],
  [5, 9, 3],
  [6, 16, 63],
  [7, 17, 64],
  [9, 33, 5],
  [17, 3, 257],
  [33, 65, 17],
  [64, 64, 64],
  [65, 63, 31],
  [130, 24, 20],
  [5, 12, 1030],
  [12, 257, 65],
] as const;

const plain = (transposeA: boolean, transposeB: boolean): MatmulAttrs => ({
  transposeA,
  transposeB,
  activation: "none",
});

const operands = (m: number, n: number, k: number, transposeA: boolean, transposeB: boolean) => ({
  a: transposeA ? [k, m] : [m, k],
  b: transposeB ? [n, k] : [k, n],
});

/** Leading axes of a and b: equal, absent on one side, repeated. */
const batches: readonly (readonly [a: Shape, b: Shape])[] = [
  [[3], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], []],
  [[], [4]],
  [[3], [1]],
  [[1], [3]],
  [[2, 1], [3]],
  [[2, 3], [3]],
  [
    [2, 1, 2],
    [2, 3, 1],
  ],
];

/** Uses of matmul that every backend is tested with. */
export const matmulSamples: readonly MatmulSample[] = [
  ...sizes.flatMap(([m, n, k]) =>
    flags.map(([transposeA, transposeB]) => ({
      shapes: operands(m, n, k, transposeA, transposeB),
      attrs: plain(transposeA, transposeB),
    })),
  ),
  ...batches.flatMap(([aBatch, bBatch]) =>
    flags.map(([transposeA, transposeB]) => {
      const { a, b } = operands(5, 9, 7, transposeA, transposeB);
      return {
        shapes: { a: [...aBatch, ...a], b: [...bBatch, ...b] },
        attrs: plain(transposeA, transposeB),
      };
    }),
  ),
  ...(
    [
      [1, 9, 17],
      [5, 7, 3],
      [33, 65, 17],
    ] as const
  ).flatMap(([m, n, k]) =>
    (["none", "gelu", "geluTanh", "relu"] as const).map((activation) => ({
      shapes: { a: [m, k], b: [n, k], bias: [n] },
      attrs: { transposeA: false, transposeB: true, activation },
    })),
  ),
  ...(
    [
      [1, 9, 17],
      [7, 5, 3],
      [33, 65, 600],
    ] as const
  ).flatMap(([m, n, k]) => [
    { shapes: { a: [m, k], b: [k, n], residual: [m, n] }, attrs: plain(false, false) },
    { shapes: { a: [m, k], b: [n, k], bias: [n], residual: [m, n] }, attrs: plain(false, true) },
  ]),
  ...batches.map(([aBatch, bBatch]) => {
    const batch = aBatch.length >= bBatch.length ? aBatch : bBatch;
    const full = batch.map((axis, i) => {
      const other = aBatch.length >= bBatch.length ? bBatch : aBatch;
      return Math.max(axis, other[i - batch.length + other.length] ?? 1);
    });
    return {
      shapes: { a: [...aBatch, 3, 5], b: [...bBatch, 5, 9], bias: [9], residual: [...full, 3, 9] },
      attrs: plain(false, false),
    };
  }),
  {
    shapes: { a: [2, 3, 5, 7], b: [9, 7], bias: [9] },
    attrs: { transposeA: false, transposeB: true, activation: "gelu" },
  },
  { shapes: { a: [9, 17], b: [17, 33], bias: [33] }, attrs: plain(false, false), scale: 1e4 },
  {
    shapes: { a: [17, 13], b: [17, 9], bias: [9], residual: [13, 9] },
    attrs: plain(true, false),
  },
  // Two rows and some more by long panels.
  ...[2, 5].map((m) => ({
    shapes: { a: [m, 1030], b: [150, 1030], bias: [150], residual: [m, 150] },
    attrs: plain(false, true),
  })),
  // More columns than a block holds, packed either way, and a transposed A that is copied into tiles.
  { shapes: { a: [5, 3], b: [1030, 3], bias: [1030] }, attrs: plain(false, true) },
  {
    shapes: { a: [81, 15], b: [15, 600], bias: [600], residual: [81, 600] },
    attrs: plain(false, false),
  },
  { shapes: { a: [1024, 513], b: [1024, 3] }, attrs: plain(true, false) },
  // Sums of nothing, with bias and residual, and results without elements.
  ...flags.flatMap(([transposeA, transposeB]) => [
    { shapes: operands(3, 5, 0, transposeA, transposeB), attrs: plain(transposeA, transposeB) },
    { shapes: operands(0, 5, 4, transposeA, transposeB), attrs: plain(transposeA, transposeB) },
    { shapes: operands(3, 0, 4, transposeA, transposeB), attrs: plain(transposeA, transposeB) },
  ]),
  {
    shapes: { a: [2, 9, 0], b: [0, 5], bias: [5], residual: [2, 9, 5] },
    attrs: plain(false, false),
  },
  { shapes: { a: [2, 0, 9], b: [2, 0, 5], bias: [5] }, attrs: plain(true, false) },
  { shapes: { a: [0, 3, 4], b: [4, 5] }, attrs: plain(false, false) },
  {
    shapes: { a: [9, 0], b: [5, 0], bias: [5] },
    attrs: { transposeA: false, transposeB: true, activation: "gelu" },
  },
];
