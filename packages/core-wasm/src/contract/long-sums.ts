import { headsLayout } from "./attention-layout.ts";
import type { KernelName } from "./backend.ts";
import { packedShapes } from "./kernels/quantized-matmul.ts";
import { quantizedFormatNames, quantizeWeight } from "./quantized-formats/index.ts";
import type { Shape } from "./shape.ts";

/** A use of a kernel whose sums are long and whose terms have one sign, so that a single chain of additions shows. */
export interface LongSum {
  readonly kernel: KernelName;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly attrs: object;
  /** Element i of an operand: 0.3 unless said, 0 in operands of integers. */
  readonly values?: Readonly<Record<string, (i: number) => number>>;
  /** The kernel's `prepare` makes what else it needs, statistics of the other operands. */
  readonly prepared?: true;
}

/** Allowed error of long sums, as `KernelOracle.tolerance`: a chain of so many equal terms is off by ten times as much. */
export const longSumTolerance = 1e-5;

const TERMS = 30_000;
const CLASSES = 100_000;
const LONG_ROW = 300_000;

const use = (
  kernel: KernelName,
  shapes: LongSum["shapes"],
  attrs: object = {},
  rest: Pick<LongSum, "values" | "prepared"> = {},
): LongSum => ({ kernel, shapes, attrs, ...rest });

/** Two values by turns, `one` for each element whose number in a row of `width` is `place`. */
const oneIn = (width: number, place: number, one: number, others: number) => (i: number) =>
  i % width === place ? one : others;

/** One class is 1.2 above all others: no exponential but its own is a number that float32 adds exactly. */
const logits = oneIn(CLASSES, 7, 0, -1.2);
const prepared = true;

const products = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB) =>
    [1, 3, 20].map((m) =>
      use(
        "matmul",
        {
          a: transposeA ? [TERMS, m] : [m, TERMS],
          b: transposeB ? [9, TERMS] : [TERMS, 9],
          ...(m === 3 && { bias: [9], residual: [3, 9] }),
        },
        { transposeA, transposeB, activation: "none" },
      ),
    ),
  ),
);

const packedProducts = quantizedFormatNames.flatMap((format) => {
  const weight = [3, TERMS];
  // Another scale in the second half of a row.
  const ofWeight = Float32Array.from({ length: 3 * TERMS }, (_, i) =>
    i % TERMS < TERMS / 2 ? 0.3 : 0.6,
  );
  const { packed, scales } = quantizeWeight(format, weight, ofWeight);
  return [1, 20].map((rows) =>
    use(
      "quantizedMatmul",
      { x: [rows, TERMS], ...packedShapes(format, weight) },
      { format, rows: 3, width: TERMS },
      { values: { packed: (i) => packed[i]!, ...(scales && { scales: (i) => scales[i]! }) } },
    ),
  );
});

/** Keys that have another score, value and direction by turns. */
const everyOtherRow = (i: number) => (Math.floor(i / 4) % 2 === 0 ? 0.3 : 0.9);

const attention = [
  [1, CLASSES],
  [3, TERMS],
  [20, TERMS],
  [TERMS, 5],
].flatMap(([queries = 1, keys = 1]) => {
  const sizes = { batch: 1, heads: 1, keyValueHeads: 1, queries, keys, headSize: 4 };
  const attrs = {
    ...{ ...headsLayout(sizes), scale: 0.5, causal: false },
    ...{ dropoutP: 0, seed: 1, stream: 0 },
  };
  const [ofQueries, ofKeys] = [
    [1, 1, queries, 4],
    [1, 1, keys, 4],
  ];
  const shapes = { q: ofQueries, k: ofKeys, v: ofKeys };
  const values = { k: everyOtherRow, v: everyOtherRow };
  return [
    use("attention", shapes, attrs, { values }),
    use(
      "attentionBackward",
      { ...shapes, o: ofQueries, dO: ofQueries, stats: [1, 1, queries, 2] },
      { ...attrs, maskGradient: false },
      { values, prepared },
    ),
  ];
});

const norms = [
  [TERMS, 5],
  [1, LONG_ROW],
].flatMap((x) => {
  const columns = x[1]!;
  const values = {
    x: (i: number) => 0.3 + 0.7 * ((i % columns) % 3),
    dy: (i: number) => 0.3 + 0.4 * ((i % columns) % 2),
  };
  return [
    use("layerNorm", { x }, { eps: 1e-5 }, { values: { x: values.x } }),
    use("rmsNorm", { x }, { eps: 1e-5 }, { values: { x: values.x } }),
    ...[true, false].flatMap((weight) => {
      const shapes = { dy: x, x, ...(weight && { weight: [columns] }) };
      const rest = { values, prepared } as const;
      return [
        use("layerNormBackward", { ...shapes, stats: [x[0]!, 2] }, { weight, bias: weight }, rest),
        use("rmsNormBackward", { ...shapes, stats: [x[0]!] }, { weight }, rest),
      ];
    }),
  ];
});

const losses = [
  use(
    "crossEntropy",
    { logits: [3, CLASSES], target: [3] },
    { reduction: "none", ignoreIndex: -100, labelSmoothing: 0, gradient: true },
    { values: { logits } },
  ),
  use(
    "crossEntropy",
    { logits: [3, CLASSES], target: [3], weight: [CLASSES] },
    { reduction: "mean", ignoreIndex: -100, labelSmoothing: 0.1, gradient: true },
    { values: { logits } },
  ),
  use(
    "crossEntropy",
    { logits: [TERMS, 3], target: [TERMS] },
    { reduction: "sum", ignoreIndex: -100, labelSmoothing: 0, gradient: true },
    { values: { logits: oneIn(3, 1, 0.3, 0.9) } },
  ),
];

/** Every kernel that adds, over sums of 30,000 to 300,000 terms. */
export const longSums: readonly LongSum[] = [
  ...products,
  use(
    "matmul",
    { a: [5, 70_000], b: [70_000, 3] },
    { transposeA: false, transposeB: false, activation: "none" },
  ),
  ...packedProducts,
  ...attention,
  ...norms,
  ...losses,
  ...[[CLASSES], [TERMS, 5], [2, TERMS, 3]].map((x) =>
    use("sum", { x }, { dims: [x.length === 3 ? 1 : 0], keepDims: false }),
  ),
  use("sum", { x: [3, TERMS] }, { dims: [1], keepDims: false }),
  ...[true, false].map((reverse) => use("cumsum", { x: [TERMS] }, { dim: 0, reverse })),
  use("softmax", { x: [2, CLASSES] }, {}, { values: { x: logits } }),
  use("softmaxBackward", { dy: [1, LONG_ROW], y: [1, LONG_ROW] }),
  use("logSoftmax", { x: [2, CLASSES] }, {}, { values: { x: logits } }),
  use("logSoftmaxBackward", { dy: [2, CLASSES], y: [2, CLASSES] }, {}, { values: { y: logits } }),
  use("geluBackward", { dy: [TERMS, 5], slope: [TERMS, 5] }),
  use("reluBackward", { dy: [TERMS, 5], y: [TERMS, 5] }, { bias: true }),
  use("embeddingBackward", { dy: [TERMS, 21], ids: [TERMS] }, { rows: 3 }),
  use("indexSelectBackward", { dy: [TERMS, 5], index: [TERMS] }, { dim: 0, size: 3 }),
  use("indexSelectBackward", { dy: [2, TERMS], index: [TERMS] }, { dim: 1, size: 3 }),
  ...[
    { x: [3], index: [TERMS], dim: 0 },
    { x: [2, 3], index: [2, TERMS], dim: 1 },
    { x: [3, 5], index: [TERMS, 5], dim: 0 },
  ].map(({ x, index, dim }) => use("scatterAdd", { x, index, source: index }, { dim })),
  use("accumulateSquares", { x: [CLASSES], total: [] }),
  use("accumulateMagnitudes", { x: [CLASSES], total: [] }),
];
