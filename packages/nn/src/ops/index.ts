import type { KernelName } from "@qkv/core-wasm/contract";
import type { Op } from "../op-definition/define-op.ts";
import { absOp } from "./abs.ts";
import { addOp } from "./add.ts";
import { asStridedOp } from "./as-strided.ts";
import { attentionOp } from "./attention.ts";
import { cosOp } from "./cos.ts";
import { crossEntropyOp } from "./cross-entropy.ts";
import { cumsumOp } from "./cumsum.ts";
import { divOp } from "./div.ts";
import { dropoutOp } from "./dropout.ts";
import { embeddingOp } from "./embedding.ts";
import { erfOp } from "./erf.ts";
import { expOp } from "./exp.ts";
import { foldOp } from "./fold.ts";
import { gatherOp } from "./gather.ts";
import { geluOp } from "./gelu.ts";
import { indexSelectOp } from "./index-select.ts";
import { layerNormOp } from "./layer-norm.ts";
import { logOp } from "./log.ts";
import { logSoftmaxOp } from "./log-softmax.ts";
import { matmulOp } from "./matmul.ts";
import { maxOp } from "./max.ts";
import { maxPool2dOp } from "./max-pool2d.ts";
import { maximumOp } from "./maximum.ts";
import { minOp } from "./min.ts";
import { minimumOp } from "./minimum.ts";
import { mulOp } from "./mul.ts";
import { negOp } from "./neg.ts";
import { permuteOp } from "./permute.ts";
import { powOp } from "./pow.ts";
import { reciprocalOp } from "./reciprocal.ts";
import { reluOp } from "./relu.ts";
import { rmsNormOp } from "./rms-norm.ts";
import { ropeOp } from "./rope.ts";
import { rsqrtOp } from "./rsqrt.ts";
import { scaleOp } from "./scale.ts";
import { scatterAddOp } from "./scatter-add.ts";
import { sigmoidOp } from "./sigmoid.ts";
import { siluOp } from "./silu.ts";
import { sinOp } from "./sin.ts";
import { softmaxOp } from "./softmax.ts";
import { softplusOp } from "./softplus.ts";
import { sqrtOp } from "./sqrt.ts";
import { squareOp } from "./square.ts";
import { subOp } from "./sub.ts";
import { sumOp } from "./sum.ts";
import { tanhOp } from "./tanh.ts";
import { topkOp } from "./topk.ts";
import { unfoldOp } from "./unfold.ts";
import { whereOp } from "./where.ts";

/** Kernels that change something in place, for optimisers, gradients and caches: no op. */
type UpdatingKernel =
  | "accumulate"
  | "accumulateSquares"
  | "clipGradient"
  | "accumulateLargest"
  | "accumulateMagnitudes"
  | "adagradStep"
  | "adamStep"
  | "clipGradientValue"
  | "lerp"
  | "lionStep"
  | "rmspropStep"
  | "sgdStep"
  | "writeRows";
/** Kernels whose results are masks or positions: there is nothing to differentiate. */
type MaskKernel = "argmax" | "compare";
/** Kernels of quantised weights: what they round is no function that central differences can follow. */
type QuantizedKernel = "quantizedEmbedding" | "quantizedMatmul";
export type OpName = Exclude<
  KernelName,
  UpdatingKernel | MaskKernel | QuantizedKernel | `${string}Backward`
>;

/** Every differentiable op; a kernel without one does not compile. The gradient tests run over it. */
export const ops: { readonly [K in OpName]: Op<K> } = {
  add: addOp,
  attention: attentionOp,
  crossEntropy: crossEntropyOp,
  div: divOp,
  dropout: dropoutOp,
  embedding: embeddingOp,
  exp: expOp,
  gelu: geluOp,
  layerNorm: layerNormOp,
  log: logOp,
  matmul: matmulOp,
  mul: mulOp,
  permute: permuteOp,
  relu: reluOp,
  scale: scaleOp,
  softmax: softmaxOp,
  sqrt: sqrtOp,
  sub: subOp,
  sum: sumOp,
  asStrided: asStridedOp,
  fold: foldOp,
  gather: gatherOp,
  indexSelect: indexSelectOp,
  maxPool2d: maxPool2dOp,
  rope: ropeOp,
  scatterAdd: scatterAddOp,
  topk: topkOp,
  unfold: unfoldOp,
  where: whereOp,
  abs: absOp,
  cos: cosOp,
  cumsum: cumsumOp,
  erf: erfOp,
  logSoftmax: logSoftmaxOp,
  max: maxOp,
  maximum: maximumOp,
  min: minOp,
  minimum: minimumOp,
  neg: negOp,
  pow: powOp,
  reciprocal: reciprocalOp,
  rmsNorm: rmsNormOp,
  rsqrt: rsqrtOp,
  sigmoid: sigmoidOp,
  silu: siluOp,
  sin: sinOp,
  softplus: softplusOp,
  square: squareOp,
  tanh: tanhOp,
};
