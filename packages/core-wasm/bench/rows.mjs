/**
 * What bench/kernels.mjs measures: realistic sizes of every kernel. `layouts` are the contract's builders of
 * attention geometry. A row: { kernel, name, shapes, attrs }, with `prepack` where matmul's b is prepacked before.
 */
export function benchmarkRows({ packedLayout, cachedLayout, packedShape, scalesShape }) {
  const plain = { transposeA: false, transposeB: false, activation: "none" };
  const matmul = (name, a, b, attrs = {}, more = {}) => ({
    kernel: "matmul",
    name,
    shapes: { a, b, ...more },
    attrs: { ...plain, ...attrs },
  });
  const weight = { transposeB: true };

  /** Operands of a weight in few bits. */
  const quantized = (format, weightShape) => ({
    packed: packedShape(format, weightShape),
    scales: scalesShape(format, weightShape),
  });
  const quantizedMatmul = (format, tokens, n) => ({
    kernel: "quantizedMatmul",
    name: `${format}, ${tokens === 1 ? "one token" : `${tokens} tokens`}, 768 -> ${n}`,
    shapes: { x: [tokens, 768], ...quantized(format, [n, 768]) },
    attrs: { format, rows: n, width: 768 },
  });

  const attention = (tokens) => {
    const layout = packedLayout({
      ...{ batch: 12, tokens, heads: 4, keyValueHeads: 4, headSize: 32 },
    });
    const attrs = {
      ...layout,
      ...{ scale: 1 / Math.sqrt(32), causal: true, dropoutP: 0, seed: 1, stream: 0 },
    };
    const q = [12, tokens, 3 * 128];
    const o = attrs.outputShape;
    const stats = [12, 4, tokens, 2];
    return [
      {
        kernel: "attention",
        name: `causal, 12 x 4 heads of 32, T ${tokens}`,
        shapes: { q },
        attrs,
      },
      {
        kernel: "attentionBackward",
        name: `causal, 12 x 4 heads of 32, T ${tokens}`,
        shapes: { q, o, dO: o, stats },
        attrs,
      },
    ];
  };
  const decode = () => {
    const sizes = { batch: 1, tokens: 1, heads: 12, keyValueHeads: 12, headSize: 64 };
    const layout = cachedLayout({ ...sizes, keys: 512, capacity: 1024 });
    return {
      kernel: "attention",
      name: "one token, 512 keys in a cache, 12 heads of 64",
      shapes: { q: [1, 1, 3 * 768], k: [1, 12, 1024, 64], v: [1, 12, 1024, 64] },
      attrs: { ...layout, scale: 1 / 8, causal: true, dropoutP: 0, seed: 1, stream: 0 },
    };
  };

  const wide = [768, 768];
  const tokens = [12, 64, 128];
  const logits = [768, 65];
  const unary = (kernel, x, attrs = {}, name = "") => ({ kernel, name, shapes: { x }, attrs });
  const binary = (kernel, a, b, name) => ({ kernel, name, shapes: { a, b }, attrs: {} });
  const adamw = {
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    weightDecay: 0.1,
    decoupledWeightDecay: true,
    maximize: false,
    step: 5,
  };
  const reduced = { reduction: "mean", ignoreIndex: -100, labelSmoothing: 0, gradient: true };
  const tensor = [800_000];

  return [
    matmul("512 cubed, b [k, n]", [512, 512], [512, 512]),
    matmul("512 cubed, b [n, k]", [512, 512], [512, 512], weight),
    matmul("Y = X W', 768 x 128 -> 512", [768, 128], [512, 128], weight, { bias: [512] }),
    matmul("dX = dY W, 768 x 512 -> 128", [768, 512], [512, 128]),
    matmul("dW = dY' X, 512 x 128 over 768", [768, 512], [768, 128], { transposeA: true }),
    matmul("Y = X W', 2048 x 384 -> 1536", [2048, 384], [1536, 384], weight),
    matmul("one token, 768 -> 3072", [1, 768], [3072, 768], weight),
    ...[
      [1, 768, 3072],
      [1, 768, 50257],
      [4, 768, 3072],
      [128, 768, 3072],
      [512, 512, 2048],
    ].map(([m, k, n]) => ({
      ...matmul(`prepacked W, ${m} x ${k} -> ${n}`, [m, k], [n, k], weight),
      prepack: true,
    })),
    ...[64, 256, 512].flatMap(attention),
    decode(),
    unary("softmax", wide),
    { kernel: "softmaxBackward", shapes: { dy: wide, y: wide }, attrs: {} },
    {
      kernel: "layerNorm",
      shapes: { x: wide, weight: [768], bias: [768] },
      attrs: { eps: 1e-5 },
    },
    {
      kernel: "layerNormBackward",
      shapes: { dy: wide, x: wide, weight: [768], stats: [768, 2] },
      attrs: { weight: true, bias: true },
    },
    unary("gelu", [768, 512], { approximate: "none", slope: true }, "with slope"),
    unary("gelu", [768, 512], { approximate: "tanh", slope: false }, "tanh"),
    unary("relu", [768, 512]),
    { kernel: "reluBackward", shapes: { dy: [768, 512], y: [768, 512] }, attrs: { bias: false } },
    { kernel: "geluBackward", shapes: { dy: [768, 512], slope: [768, 512] }, attrs: {} },
    { kernel: "embedding", shapes: { weight: [1000, 768], ids: [768] }, attrs: {} },
    ...["bf16", "f16", "int8", "int4"].flatMap((format) => [
      quantizedMatmul(format, 1, 3072),
      quantizedMatmul(format, 1, 50257),
      quantizedMatmul(format, 128, 3072),
      {
        kernel: "quantizedEmbedding",
        name: `${format}, 768 ids, width 768`,
        shapes: { ...quantized(format, [1000, 768]), ids: [768] },
        attrs: { format, rows: 1000, width: 768 },
      },
    ]),
    { kernel: "embeddingBackward", shapes: { dy: [768, 768], ids: [768] }, attrs: { rows: 1000 } },
    { kernel: "crossEntropy", shapes: { logits, target: [768] }, attrs: reduced },
    {
      kernel: "crossEntropy",
      name: "GPT-2 vocabulary",
      shapes: { logits: [32, 50257], target: [32] },
      attrs: reduced,
    },
    unary("dropout", wide, { p: 0.1, seed: 1, stream: 0 }),
    binary("add", wide, wide, "same shape"),
    binary("add", wide, [768], "row"),
    binary("sub", wide, [768, 1], "column"),
    binary("mul", wide, [], "scalar"),
    binary("mul", [12, 4, 64, 32], [12, 1, 64, 1], "inner axis repeated"),
    binary("div", wide, wide, "same shape"),
    unary("scale", wide, { factor: 0.5 }),
    unary("exp", wide),
    unary("log", wide),
    unary("sqrt", wide),
    unary("sum", wide, { dims: [0, 1], keepDims: false }, "all"),
    unary("sum", wide, { dims: [1], keepDims: false }, "last axis"),
    unary("sum", [12, 64, 3072], { dims: [0, 1], keepDims: false }, "leading axes"),
    unary("sum", [12, 64, 4, 32], { dims: [1], keepDims: false }, "an inner axis"),
    unary("permute", wide, { order: [1, 0] }, "transpose"),
    unary("permute", [12, 64, 4, 32], { order: [0, 2, 1, 3] }, "[B, T, H, d] -> [B, H, T, d]"),
    unary("permute", [12, 64, 4, 32], { order: [3, 1, 2, 0] }, "general"),
    { kernel: "accumulate", shapes: { target: tokens, x: tokens }, attrs: {} },
    { kernel: "accumulateSquares", shapes: { x: tensor, total: [] }, attrs: {} },
    { kernel: "clipGradient", shapes: { gradient: tensor, norm: [] }, attrs: { maxNorm: 1e-3 } },
    {
      kernel: "adamStep",
      name: "0.8 M parameters",
      shapes: { parameter: tensor, gradient: tensor, firstMoment: tensor, secondMoment: tensor },
      attrs: adamw,
    },
    {
      kernel: "writeRows",
      name: "64 rows into a cache",
      shapes: { target: [4, 1024, 768], rows: [4, 64, 768] },
      attrs: {
        ...{ batch: 4, count: 64, width: 768, targetOffset: 0, targetBatch: 1024 * 768 },
        ...{ targetRow: 768, sourceOffset: 0, sourceBatch: 64 * 768, sourceRow: 768 },
      },
    },
  ];
}
