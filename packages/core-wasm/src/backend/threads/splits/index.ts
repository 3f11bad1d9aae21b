import type { KernelExport } from "../kernel-parameters.ts";
import { type Chunk, chunkOf, type Serial, type Split, serial, WIDEST_LOOP } from "../split.ts";
import { accumulateLargestSplit } from "./accumulate-largest.ts";
import { accumulateMagnitudesSplit } from "./accumulate-magnitudes.ts";
import { accumulateSquaresSplit } from "./accumulate-squares.ts";
import { activationBackwardSplit } from "./activation-backward.ts";
import { attentionBackwardSplit, attentionSplit } from "./attention.ts";
import { byAxis, byElements, byRows } from "./axis.ts";
import { byAxisTable } from "./axis-tables.ts";
import { extremeColumnsSplit, sumColumnsSplit } from "./columns.ts";
import { dropoutSplit } from "./dropout.ts";
import { embeddingBackwardSplit } from "./embedding-backward.ts";
import { indexSelectBackwardSplit } from "./index-select-backward.ts";
import { matmulSplit } from "./matmul.ts";
import { layerNormBackwardSplit, rmsNormBackwardSplit } from "./norm-backward.ts";
import { byTable } from "./operand-table.ts";
import { permuteSplit } from "./permute.ts";
import { prepackSplit } from "./prepack.ts";
import { quantizedEmbeddingSplit, quantizedPanelsSplit } from "./quantized.ts";
import { drawNormalSplit, drawUniformSplit } from "./random-values.ts";
import { ropeSplit } from "./rope.ts";
import { scatterAddSplit } from "./scatter-add.ts";
import { perThread } from "./scratch.ts";

/** Elements of a part: about ten microseconds; twenty of an optimiser's step, for a model of one part is faster alone. */
const CHEAP = 65_536;
const COSTLY = 16_384;
const STEP = 32_768;

const sizesAlone = serial("computes with sizes alone");
const sumsOfParts = serial("adds what the parts of another have left, in the order of one thread");

/** How each function of the binary is split, or why it is not: the table is total, a function without a row does not compile. */
export const splits: { readonly [K in KernelExport]: Split<K> | Serial | Chunk } = {
  // One element after another.
  abs: byElements(CHEAP, "x", "y"),
  neg: byElements(CHEAP, "x", "y"),
  square: byElements(CHEAP, "x", "y"),
  sqrt: byElements(CHEAP, "x", "y"),
  scale: byElements(CHEAP, "x", "y"),
  reciprocal: byElements(CHEAP, "x", "y"),
  rsqrt: byElements(CHEAP, "x", "y"),
  relu: byElements(CHEAP, "x", "y"),
  exp: byElements(COSTLY, "x", "y"),
  log: byElements(COSTLY, "x", "y"),
  sin: byElements(COSTLY, "x", "y"),
  cos: byElements(COSTLY, "x", "y"),
  erf: byElements(COSTLY, "x", "y"),
  tanh: byElements(COSTLY, "x", "y"),
  sigmoid: byElements(COSTLY, "x", "y"),
  pow: byElements(COSTLY, "x", "y"),
  gelu: byElements(COSTLY, "x", "y", "slope"),
  geluTanh: byElements(COSTLY, "x", "y", "slope"),
  silu: byElements(COSTLY, "x", "y", "slope"),
  softplus: byElements(COSTLY, "x", "y", "slope"),
  absBackward: byElements(CHEAP, "dy", "x", "dx"),
  reluBackward: byElements(CHEAP, "dy", "y", "dx"),
  accumulate: byElements(CHEAP, "target", "x"),
  toFloat: byElements(CHEAP, "x", "y"),
  toInteger: byElements(CHEAP, "x", "y"),
  dropout: dropoutSplit,
  dropoutBlocks: chunkOf("dropout"),
  drawNormal: drawNormalSplit,
  drawUniform: drawUniformSplit,

  // Elements of broadcast or strided operands.
  add: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  sub: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  mul: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  div: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  maximum: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  minimum: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  integerArithmetic: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  compare: byAxisTable({ strided: ["a", "b"], contiguous: "c" }),
  where: byAxisTable({ strided: ["condition", "a", "b"], contiguous: "c" }),
  asStrided: byAxisTable({ strided: ["x"], contiguous: "y" }),
  addAsStrided: byAxisTable({ strided: ["x"], contiguous: "y", adds: true }),
  permute: permuteSplit,

  // One row after another.
  softmax: byRows("rows", "columns", ["x", "y"]),
  softmaxBackward: byRows("rows", "columns", ["dy", "y", "dx"]),
  logSoftmax: byRows("rows", "columns", ["x", "y"]),
  logSoftmaxBackward: byRows("rows", "columns", ["dy", "y", "dx"]),
  layerNorm: byRows("rows", "columns", ["x", "y"], { stats: 2 }),
  rmsNorm: byRows("rows", "columns", ["x", "y"], { stats: 1 }),
  crossEntropy: byRows("rows", "classes", ["logits", "dlogits"], { target: 1, losses: 1 }),
  sumRows: byRows("rows", "columns", ["x"], { y: 1 }),
  maxRows: byRows("rows", "columns", ["x"], { y: 1 }),
  minRows: byRows("rows", "columns", ["x"], { y: 1 }),
  integerRows: byRows("rows", "columns", ["x"], { y: 1 }),
  embedding: byRows("count", "width", ["y"], { ids: 1 }),
  quantizedEmbedding: quantizedEmbeddingSplit,
  rope: ropeSplit,

  // Along another axis.
  gather: byAxis(({ outer, size, count, inner }, along) =>
    outer === 1
      ? along("count", { index: inner, y: inner })
      : along("outer", { x: size * inner, index: count * inner, y: count * inner }),
  ),
  indexSelect: byAxis(({ outer, size, count, inner }, along) =>
    outer === 1
      ? along("count", { index: 1, y: inner })
      : along("outer", { x: size * inner, y: count * inner }),
  ),
  indexSelectBackward: indexSelectBackwardSplit,
  scatterAdd: scatterAddSplit,
  scatterAddColumns: chunkOf("scatterAdd"),
  embeddingBackward: embeddingBackwardSplit,
  embeddingBackwardColumns: chunkOf("embeddingBackward"),
  cumsum: byAxis(({ count, inner }, along) =>
    along("outer", { x: count * inner, y: count * inner }),
  ),
  integerCumsum: byAxis(({ count, inner }, along) =>
    along("outer", { x: count * inner, y: count * inner }),
  ),
  argmax: byAxis(({ count, inner }, along) => along("outer", { x: count * inner, y: inner })),
  topk: byAxis(({ columns, k }, along) => along("rows", { x: columns, values: k, indices: k })),
  unfold: byAxis(({ height, width, rows, columns, kernelY, kernelX }, along) =>
    along("planes", { x: height * width, y: rows * columns * kernelY * kernelX }),
  ),
  fold: byAxis(({ height, width, rows, columns, kernelY, kernelX }, along) =>
    along("planes", { x: rows * columns * kernelY * kernelX, y: height * width }),
  ),
  maxPool2d: byAxis(({ height, width, rows, columns, kernelY, kernelX }, along) => {
    const places = rows * columns;
    const cost = places * kernelY * kernelX;
    return along("planes", { x: height * width, y: places, indices: places }, { cost });
  }),
  writeRows: byAxis(({ count, width, targetStep, sourceStep }, along) =>
    count === 1
      ? along("width", { target: 1, source: 1 }, { cost: 1 / 4, multiple: WIDEST_LOOP })
      : along("count", { target: targetStep, source: sourceStep }, { cost: width }),
  ),
  sumColumns: sumColumnsSplit,
  sumColumnsScratch: perThread,
  maxColumns: extremeColumnsSplit("maxColumns"),
  minColumns: extremeColumnsSplit("minColumns"),

  // Products.
  matmul: matmulSplit,
  matmulRegion: chunkOf("matmul"),
  matmulScratchBytes: perThread,
  prepack: prepackSplit,
  quantizedPanels: quantizedPanelsSplit,
  quantizedScratchBytes: perThread,
  scatterAddScratchBytes: perThread,
  quantizedEmbeddingScratchBytes: perThread,
  attention: attentionSplit,
  attentionHeads: chunkOf("attention"),
  attentionScratchBytes: perThread,
  attentionBackward: attentionBackwardSplit,
  attentionBackwardHeads: chunkOf("attentionBackward"),
  attentionBackwardScratchBytes: perThread,

  // Gradients that are summed over rows, in parts that do not depend on the threads.
  activationBackward: activationBackwardSplit,
  activationBackwardBlock: chunkOf("activationBackward"),
  layerNormBackward: layerNormBackwardSplit,
  layerNormBackwardChunk: chunkOf("layerNormBackward"),
  rmsNormBackward: rmsNormBackwardSplit,
  rmsNormBackwardChunk: chunkOf("rmsNormBackward"),

  // Many tensors at once, and sums of all their elements.
  adagradStep: byTable(STEP),
  adamStep: byTable(STEP),
  clipGradient: byTable(CHEAP),
  clipGradientValue: byTable(CHEAP),
  lerp: byTable(CHEAP),
  lionStep: byTable(STEP),
  rmspropStep: byTable(STEP),
  sgdStep: byTable(STEP),
  accumulateSquares: accumulateSquaresSplit,
  squareBlocks: chunkOf("accumulateSquares"),
  accumulateMagnitudes: accumulateMagnitudesSplit,
  magnitudeBlocks: chunkOf("accumulateMagnitudes"),
  accumulateLargest: accumulateLargestSplit,

  // The caller's own.
  heapBase: sizesAlone,
  activationBackwardScratchBytes: sizesAlone,
  layerNormBackwardScratchBytes: sizesAlone,
  rmsNormBackwardScratchBytes: sizesAlone,
  quantizedPreparedBytes: sizesAlone,
  addBlockSums: sumsOfParts,
  addBlockMagnitudes: sumsOfParts,
  sumBlocks: sumsOfParts,
  sumPartials: sumsOfParts,
  inRange: serial("ends at the first element that does not fit"),
  integerColumns: serial("counts of masks and ids: shorter than it takes to share them"),
  reduceLosses: serial("adds a number for each row, in their order"),
  chainIds: serial("compares a number for each row"),
  chainIdsScratchBytes: sizesAlone,
  targetWeight: serial("adds a number for each row, in their order"),
  firstBadId: serial("compares a number for each row"),
  firstBadTarget: serial("compares a number for each row"),
  widenHalves: serial("what it reads lies where it writes"),
  quantizedPrepare: serial("rounds x, which is small beside the weight that it meets"),
};
