import { nn } from "./library.mjs";
import { expectMaskMeaning } from "./mask-meaning.mjs";

/** Every axis named, as a list; undefined where the case says null or nothing: all of them. */
const axes = (dim) => (dim === undefined || dim === null ? undefined : [dim].flat());

const unary = (name) => [name, ({ x }) => nn[name](x)];
const binary = (name) => [name, ({ a, b }) => nn[name](a, b)];
const alongAxis = (name) => [name, ({ x }, { dim }) => nn[name](x, dim)];
const reduction = (name) => [name, ({ x }, { dim, keepdim }) => nn[name](x, axes(dim), keepdim)];
const loss = (name, ...options) => [
  name,
  ({ x, target }, attrs) => nn[name](x, target, pick(attrs, ["reduction", ...options])),
];

function pick(attrs, names) {
  const picked = {};
  for (const name of names) if (attrs[name] !== undefined) picked[name] = attrs[name];
  return picked;
}

const convolution = ({ x, weight, bias }, attrs) => [
  x,
  weight,
  { ...pick(attrs, ["stride", "padding", "dilation", "groups"]), ...(bias ? { bias } : {}) },
];

const pooling = (name, ...options) => [
  name,
  ({ x }, attrs) =>
    nn[name](x, attrs.kernel, pick(attrs, ["stride", "padding", "ceilMode", ...options])),
];

/** How an operation of the golden files is called: its tensors and attributes by name. */
export const operations = {
  ...Object.fromEntries([
    ...["relu", "silu", "tanh", "sigmoid", "exp", "erf", "sin", "cos", "neg"].map(unary),
    ...["abs", "square", "log", "sqrt", "rsqrt", "reciprocal"].map(unary),
    ...["add", "sub", "mul", "div", "maximum", "minimum"].map(binary),
    ...["softmax", "logSoftmax", "cumsum"].map(alongAxis),
    ...["sum", "mean", "max", "min"].map(reduction),
    loss("mseLoss"),
    loss("l1Loss"),
    loss("smoothL1Loss", "beta"),
    loss("huberLoss", "delta"),
    loss("bceWithLogits"),
    pooling("maxPool2d", "dilation"),
    pooling("avgPool2d", "countIncludePad", "divisorOverride"),
  ]),

  matmul: ({ a, b }) => nn.matmul(a, b),
  linear: ({ x, weight, bias }) => nn.linear(x, weight, bias),
  gelu: ({ x }, attrs) => nn.gelu(x, pick(attrs, ["approximate"])),
  geluTanh: ({ x }) => nn.gelu(x, { approximate: "tanh" }),
  softplus: ({ x }, attrs) => nn.softplus(x, pick(attrs, ["beta", "threshold"])),
  pow: ({ x }, { exponent }) => nn.pow(x, exponent),
  variance: ({ x }, { dim, keepdim, correction }) =>
    nn.variance(x, axes(dim), { correction, keepDims: keepdim }),
  argmax: ({ x }, { dim, keepdim }) => nn.argmax(x, dim ?? undefined, keepdim),

  layerNorm: ({ x, weight, bias }, attrs) =>
    nn.layerNorm(x, { weight, bias, ...pick(attrs, ["eps", "normalizedShape"]) }),
  rmsNorm: ({ x, weight }, attrs) =>
    nn.rmsNorm(x, { weight, ...pick(attrs, ["eps", "normalizedShape"]) }),
  groupNorm: ({ x, weight, bias }, { groups, eps }) =>
    nn.groupNorm(x, groups, { weight, bias, eps }),
  embedding: ({ weight, ids }, attrs) => nn.embedding(weight, ids, pick(attrs, ["paddingIdx"])),

  crossEntropy: ({ logits, target }, attrs) =>
    nn.crossEntropy(logits, target, pick(attrs, ["reduction", "labelSmoothing", "ignoreIndex"])),
  klDiv: ({ x, target }, attrs) =>
    nn.klDiv(
      attrs.inputIsLogits ? nn.logSoftmax(x, -1) : x,
      target,
      pick(attrs, ["reduction", "logTarget"]),
    ),

  scaledDotProductAttention({ q, k, v, mask }, attrs) {
    expectMaskMeaning(attrs.maskMeaning, mask, "true = may attend");
    const options = pick(attrs, ["isCausal", "scale", "enableGqa", "dropoutP"]);
    return nn.scaledDotProductAttention(q, k, v, {
      ...options,
      ...(mask ? { attnMask: mask } : {}),
    });
  },

  conv1d: (inputs, attrs) => nn.conv1d(...convolution(inputs, attrs)),
  conv2d: (inputs, attrs) => nn.conv2d(...convolution(inputs, attrs)),

  permute: ({ x }, { dims }) => nn.permute(x, dims),
  transpose: ({ x }, { dim0, dim1 }) => nn.transpose(x, dim0, dim1),
  reshape: ({ x }, { transposeFirst, shape }) =>
    nn.reshape(transposeFirst ? nn.transpose(x, ...transposeFirst) : x, shape),
  slice: ({ x }, { dim, start, end, step }) => nn.slice(x, dim, start, end ?? undefined, step),
  cat: (tensors, { dim }) =>
    nn.cat(
      Object.keys(tensors).map((name) => tensors[name]),
      dim,
    ),
  stack: (tensors, { dim }) =>
    nn.stack(
      Object.keys(tensors).map((name) => tensors[name]),
      dim,
    ),
  gather: ({ x, index }, { dim }) => nn.gather(x, dim, index),
  indexSelect: ({ x, index }, { dim }) => nn.indexSelect(x, dim, index),
  maskedFill: ({ x, mask }, { value }) => nn.maskedFill(x, mask, value),
  where: ({ cond, a, b }) => nn.where(cond, a, b),
  tril: ({ x }, { diagonal }) => nn.tril(x, diagonal),
  triu: ({ x }, { diagonal }) => nn.triu(x, diagonal),
  repeatInterleave: ({ x }, { repeats, dim }) => nn.repeatInterleave(x, repeats, dim ?? undefined),
  topk: ({ x }, { k, dim }) => nn.topk(x, k, dim),
  rope: ({ x }, attrs) => nn.rope(x, pick(attrs, ["theta", "interleaved", "offset"])),
  sinusoidalPositions: (_, { length, dModel }, device) =>
    nn.sinusoidalPositions(length, dModel, { device }),
};
