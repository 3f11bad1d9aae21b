import type { MatmulLayout } from "./matmul-layout.ts";
import type { TableFunction } from "./table-function.ts";
import type { WindowArguments } from "./window-arguments.ts";

/** What the compiled assembly exports. Addresses are bytes, counts are elements. */
export interface KernelExports {
  heapBase(): number;
  softmax(x: number, y: number, rows: number, columns: number): void;
  softmaxBackward(dy: number, y: number, dx: number, rows: number, columns: number): void;
  scale(x: number, y: number, count: number, factor: number): void;
  exp(x: number, y: number, count: number): void;
  sqrt(x: number, y: number, count: number): void;
  log(x: number, y: number, count: number): void;
  add(axes: number, outer: number, a: number, b: number, c: number): void;
  sub(axes: number, outer: number, a: number, b: number, c: number): void;
  mul(axes: number, outer: number, a: number, b: number, c: number): void;
  div(axes: number, outer: number, a: number, b: number, c: number): void;
  sumRows(x: number, y: number, rows: number, columns: number): void;
  /** Sums of the columns first .. last - 1. */
  sumColumns(
    x: number,
    y: number,
    rows: number,
    columns: number,
    first: number,
    last: number,
    scratch: number,
  ): void;
  sumColumnsScratch(): number;
  permute(
    axes: number,
    outer: number,
    x: number,
    y: number,
    kind: number,
    rows: number,
    columns: number,
    xStep: number,
    yStep: number,
  ): void;
  accumulate(target: number, x: number, count: number): void;
  adagradStep: TableFunction<[sign: number, l2: number, rate: number, eps: number]>;
  adamStep: TableFunction<
    [
      sign: number,
      l2: number,
      beta1: number,
      rest1: number,
      beta2: number,
      rest2: number,
      stepSize: number,
      rootScale: number,
      eps: number,
      decay: number,
    ]
  >;
  clipGradient: TableFunction<[factor: number]>;
  clipGradientValue: TableFunction<[limit: number]>;
  lerp: TableFunction<[weight: number, rest: number]>;
  lionStep: TableFunction<
    [beta1: number, rest1: number, beta2: number, rest2: number, rate: number, decay: number]
  >;
  rmspropStep: TableFunction<
    [
      sign: number,
      l2: number,
      rate: number,
      alpha: number,
      rest: number,
      eps: number,
      momentum: number,
    ]
  >;
  sgdStep: TableFunction<
    [sign: number, l2: number, rate: number, momentum: number, keep: number, nesterov: boolean]
  >;
  /** sums: a float for each 1024 elements of the table, whose rows are filled up to whole blocks of 1024. */
  accumulateSquares(row: number, rows: number, elements: number, sums: number, total: number): void;
  addBlockSums(row: number, rows: number, sums: number, total: number): void;
  /** sums: scratch for a float64 of each 16384 elements. */
  accumulateMagnitudes(x: number, count: number, total: number, sums: number): void;
  addBlockMagnitudes(sums: number, blocks: number, total: number): void;
  accumulateLargest(x: number, count: number, total: number): void;
  writeRows(
    target: number,
    source: number,
    count: number,
    width: number,
    targetStep: number,
    sourceStep: number,
  ): void;
  matmul(
    batch: number,
    m: number,
    n: number,
    k: number,
    a: number,
    transposeA: boolean,
    strideA: number,
    b: number,
    layoutB: MatmulLayout,
    strideB: number,
    c: number,
    bias: number,
    residual: number,
    scratch: number,
  ): void;
  matmulScratchBytes(
    batch: number,
    m: number,
    n: number,
    k: number,
    transposeA: boolean,
    layoutB: MatmulLayout,
  ): number;
  prepack(n: number, k: number, b: number, transposeB: boolean, panels: number): void;
  /** Round and pad the rows of x for quantizedPanels. */
  quantizedPrepare(
    bits: number,
    half: boolean,
    m: number,
    width: number,
    x: number,
    prepared: number,
  ): void;
  quantizedPreparedBytes(bits: number, m: number, width: number): number;
  /** Columns of y from the panels first .. last - 1 of the weight. */
  quantizedPanels(
    first: number,
    last: number,
    bits: number,
    /** f16 rather than bf16. */
    half: boolean,
    m: number,
    n: number,
    width: number,
    prepared: number,
    packed: number,
    scales: number,
    bias: number,
    y: number,
    scratch: number,
  ): void;
  quantizedScratchBytes(m: number): number;
  quantizedEmbeddingScratchBytes(width: number): number;
  quantizedEmbedding(
    bits: number,
    half: boolean,
    packed: number,
    scales: number,
    ids: number,
    y: number,
    count: number,
    width: number,
    scratch: number,
  ): void;
  attention(...operands: AttentionArguments<[stats: number]>): void;
  attentionScratchBytes(queries: number, keys: number, headSize: number): number;
  attentionBackward(
    ...operands: AttentionArguments<
      [stats: number, dq: number, dk: number, dv: number],
      [dO: number]
    >
  ): void;
  attentionBackwardScratchBytes(queries: number, keys: number, headSize: number): number;
  /** kind 0: dx = dy * gate, 1: dx = dy where gate > 0. dbias = the sum of dx over rows. dx may be dy. */
  activationBackward(
    kind: number,
    dy: number,
    gate: number,
    dx: number,
    dbias: number,
    rows: number,
    columns: number,
    scratch: number,
  ): void;
  activationBackwardScratchBytes(rows: number, columns: number): number;
  /** dbias[columns] = the column sums that the blocks of rows have left in scratch. */
  sumBlocks(scratch: number, blocks: number, dbias: number, columns: number): void;
  /** slope 0: not wanted. y may be x. */
  gelu(x: number, y: number, slope: number, count: number): void;
  geluTanh(x: number, y: number, slope: number, count: number): void;
  /** y may be x. */
  relu(x: number, y: number, count: number): void;
  reluBackward(dy: number, y: number, dx: number, count: number): void;
  layerNorm(
    x: number,
    weight: number,
    bias: number,
    y: number,
    stats: number,
    rows: number,
    columns: number,
    eps: number,
  ): void;
  layerNormBackward(
    dy: number,
    x: number,
    weight: number,
    stats: number,
    dresidual: number,
    dx: number,
    dweight: number,
    dbias: number,
    rows: number,
    columns: number,
    scratch: number,
  ): void;
  /** out[columns] = sum of `count` partial sums, `step` bytes apart. */
  sumPartials(partials: number, step: number, count: number, out: number, columns: number): void;
  layerNormBackwardScratchBytes(rows: number, columns: number): number;
  /** Position of the first id that is not below rows, or -1. */
  firstBadId(ids: number, count: number, rows: number): number;
  embedding(weight: number, ids: number, y: number, count: number, width: number): void;
  embeddingBackward(
    dy: number,
    ids: number,
    dweight: number,
    count: number,
    rows: number,
    width: number,
  ): void;
  /** Position of the first target that is neither a class nor ignoreIndex, or -1. */
  firstBadTarget(target: number, rows: number, classes: number, ignoreIndex: number): number;
  /** weight 0: each target counts 1. */
  targetWeight(target: number, weight: number, rows: number, ignoreIndex: number): number;
  crossEntropy(
    logits: number,
    target: number,
    weight: number,
    losses: number,
    dlogits: number,
    rows: number,
    classes: number,
    ignoreIndex: number,
    labelSmoothing: number,
    logProbabilities: boolean,
    gradientScale: number,
  ): void;
  reduceLosses(losses: number, rows: number, divisor: number, loss: number): void;
  /** residual 0: none. */
  dropout(
    x: number,
    residual: number,
    y: number,
    count: number,
    threshold: number,
    scale: number,
    seed: number,
    stream: number,
    words: number,
  ): void;
  /** Each gives the end of what it wrote, or read. */
  asStrided(axes: number, outer: number, x: number, y: number): number;
  addAsStrided(axes: number, outer: number, x: number, y: number): number;
  where(axes: number, outer: number, condition: number, a: number, b: number, c: number): number;
  compare(comparison: number, axes: number, outer: number, a: number, b: number, c: number): number;
  gather(...operands: AlongAxisArguments<[x: number, index: number, y: number]>): void;
  scatterAdd(...operands: AlongAxisArguments<[y: number, index: number, source: number]>): void;
  indexSelect(...operands: AlongAxisArguments<[x: number, index: number, y: number]>): void;
  indexSelectBackward(
    ...operands: AlongAxisArguments<[dy: number, index: number, dx: number]>
  ): void;
  topk(x: number, values: number, indices: number, rows: number, columns: number, k: number): void;
  unfold(x: number, y: number, ...window: WindowArguments): void;
  fold(x: number, y: number, ...window: WindowArguments): void;
  maxPool2d(x: number, y: number, indices: number, ...window: WindowArguments): void;
  /** positions 0: rows of the tables from offset on. */
  rope(
    x: number,
    cos: number,
    sin: number,
    positions: number,
    y: number,
    positionRows: number,
    sequences: number,
    tokens: number,
    headSize: number,
    pairs: number,
    interleaved: boolean,
    inverse: boolean,
    offset: number,
  ): void;
  abs(x: number, y: number, count: number): void;
  cos(x: number, y: number, count: number): void;
  erf(x: number, y: number, count: number): void;
  neg(x: number, y: number, count: number): void;
  reciprocal(x: number, y: number, count: number): void;
  rsqrt(x: number, y: number, count: number): void;
  sigmoid(x: number, y: number, count: number): void;
  sin(x: number, y: number, count: number): void;
  square(x: number, y: number, count: number): void;
  tanh(x: number, y: number, count: number): void;
  absBackward(dy: number, x: number, dx: number, count: number): void;
  pow(x: number, y: number, count: number, exponent: number): void;
  /** slope 0: not wanted. y may be x. */
  silu(x: number, y: number, slope: number, count: number): void;
  softplus(
    x: number,
    y: number,
    slope: number,
    count: number,
    beta: number,
    threshold: number,
  ): void;
  maximum(axes: number, outer: number, a: number, b: number, c: number): void;
  minimum(axes: number, outer: number, a: number, b: number, c: number): void;
  maxRows(x: number, y: number, rows: number, columns: number): void;
  /** Of the columns first .. last - 1. */
  maxColumns(
    x: number,
    y: number,
    rows: number,
    columns: number,
    first: number,
    last: number,
  ): void;
  minRows(x: number, y: number, rows: number, columns: number): void;
  /** Of the columns first .. last - 1. */
  minColumns(
    x: number,
    y: number,
    rows: number,
    columns: number,
    first: number,
    last: number,
  ): void;
  argmax(x: number, y: number, outer: number, count: number, inner: number): void;
  cumsum(x: number, y: number, outer: number, count: number, inner: number, reverse: boolean): void;
  logSoftmax(x: number, y: number, rows: number, columns: number): void;
  logSoftmaxBackward(dy: number, y: number, dx: number, rows: number, columns: number): void;
  rmsNorm(
    x: number,
    weight: number,
    y: number,
    stats: number,
    rows: number,
    columns: number,
    eps: number,
  ): void;
  rmsNormBackward(
    dy: number,
    x: number,
    weight: number,
    stats: number,
    dresidual: number,
    dx: number,
    dweight: number,
    rows: number,
    columns: number,
    scratch: number,
  ): void;
  rmsNormBackwardScratchBytes(rows: number, columns: number): number;
}

/** batch, head and row stride, in elements. */
type StrideArguments = [batch: number, head: number, row: number];

/** Arguments of attention (`Saved` = stats) and of its gradient, which also takes dO, strided like o. */
export type AttentionArguments<Saved extends number[], OutputGradient extends number[] = []> = [
  batch: number,
  heads: number,
  keyValueHeads: number,
  queries: number,
  keys: number,
  headSize: number,
  q: number,
  ...qStrides: StrideArguments,
  k: number,
  ...kStrides: StrideArguments,
  v: number,
  ...vStrides: StrideArguments,
  o: number,
  ...dO: OutputGradient,
  ...oStrides: StrideArguments,
  mask: number,
  ...dMask: OutputGradient,
  ...maskSteps: StrideArguments,
  ...saved: Saved,
  scale: number,
  causal: boolean,
  queryOffset: number,
  dropoutThreshold: number,
  dropoutScale: number,
  seed: number,
  stream: number,
  scratch: number,
];

/** Pointers, then the axis that an index counts along: [outer, size or count, inner]. */
type AlongAxisArguments<Pointers extends number[]> = [
  ...pointers: Pointers,
  outer: number,
  size: number,
  count: number,
  inner: number,
];
