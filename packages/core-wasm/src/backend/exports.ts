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
  accumulateSquares(x: number, count: number, total: number): void;
  clipGradient(gradient: number, total: number, count: number, maxNorm: number): void;
  adamwStep(
    parameter: number,
    gradient: number,
    firstMoment: number,
    secondMoment: number,
    count: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    stepSize: number,
    rootScale: number,
    eps: number,
    decay: number,
  ): void;
  writeRows(
    target: number,
    source: number,
    count: number,
    width: number,
    targetStep: number,
    sourceStep: number,
  ): void;
  /** Floating-point operations in registers only; for the benchmark. */
  peak(rounds: number): number;
  matmul(
    batch: number,
    m: number,
    n: number,
    k: number,
    a: number,
    transposeA: boolean,
    strideA: number,
    b: number,
    transposeB: boolean,
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
    transposeB: boolean,
  ): number;
  attention(...operands: AttentionArguments<[stats: number]>): void;
  attentionScratchBytes(queries: number, keys: number, headSize: number): number;
  attentionBackward(
    ...operands: AttentionArguments<
      [stats: number, dq: number, dk: number, dv: number],
      [dO: number]
    >
  ): void;
  attentionBackwardScratchBytes(queries: number, keys: number, headSize: number): number;
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
    dx: number,
    dweight: number,
    dbias: number,
    rows: number,
    columns: number,
    scratch: number,
  ): void;
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
  countTargets(target: number, rows: number, ignoreIndex: number): number;
  crossEntropy(
    logits: number,
    target: number,
    losses: number,
    dlogits: number,
    rows: number,
    classes: number,
    ignoreIndex: number,
    labelSmoothing: number,
    gradientScale: number,
  ): void;
  reduceLosses(losses: number, rows: number, divisor: number, loss: number): void;
  dropout(
    x: number,
    y: number,
    count: number,
    threshold: number,
    scale: number,
    seed: number,
    stream: number,
    words: number,
  ): void;
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
