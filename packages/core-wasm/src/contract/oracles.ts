import type { KernelName, SpecOf } from "./backend.ts";
import type { OracleOf } from "./kernel.ts";
import { absBackwardOracle, absOracle } from "./kernels/abs.ts";
import { accumulateOracle } from "./kernels/accumulate.ts";
import { accumulateLargestOracle } from "./kernels/accumulate-largest.ts";
import { accumulateMagnitudesOracle } from "./kernels/accumulate-magnitudes.ts";
import { accumulateSquaresOracle } from "./kernels/accumulate-squares.ts";
import { adagradStepOracle } from "./kernels/adagrad-step.ts";
import { adamStepOracle } from "./kernels/adam-step.ts";
import { addOracle } from "./kernels/add.ts";
import { argmaxOracle } from "./kernels/argmax.ts";
import { asStridedBackwardOracle, asStridedOracle } from "./kernels/as-strided.ts";
import { attentionOracle } from "./kernels/attention.ts";
import { attentionBackwardOracle } from "./kernels/attention-backward.ts";
import { clipGradientOracle } from "./kernels/clip-gradient.ts";
import { clipGradientValueOracle } from "./kernels/clip-gradient-value.ts";
import { compareOracle } from "./kernels/compare.ts";
import { cosOracle } from "./kernels/cos.ts";
import { crossEntropyOracle } from "./kernels/cross-entropy.ts";
import { cumsumOracle } from "./kernels/cumsum.ts";
import { divOracle } from "./kernels/div.ts";
import { dropoutOracle } from "./kernels/dropout.ts";
import { embeddingBackwardOracle, embeddingOracle } from "./kernels/embedding.ts";
import { erfOracle } from "./kernels/erf.ts";
import { expOracle } from "./kernels/exp.ts";
import { foldOracle } from "./kernels/fold.ts";
import { gatherOracle } from "./kernels/gather.ts";
import { geluBackwardOracle, geluOracle } from "./kernels/gelu.ts";
import { inRangeOracle } from "./kernels/in-range.ts";
import { indexSelectBackwardOracle, indexSelectOracle } from "./kernels/index-select.ts";
import { integerArithmeticOracle } from "./kernels/integer-arithmetic.ts";
import { integerCumsumOracle } from "./kernels/integer-cumsum.ts";
import { integerReduceOracle } from "./kernels/integer-reduce.ts";
import { layerNormBackwardOracle, layerNormOracle } from "./kernels/layer-norm.ts";
import { lerpOracle } from "./kernels/lerp.ts";
import { lionStepOracle } from "./kernels/lion-step.ts";
import { logOracle } from "./kernels/log.ts";
import { logSoftmaxBackwardOracle, logSoftmaxOracle } from "./kernels/log-softmax.ts";
import { matmulOracle } from "./kernels/matmul.ts";
import { maxOracle } from "./kernels/max.ts";
import { maxPool2dOracle } from "./kernels/max-pool2d.ts";
import { maximumOracle } from "./kernels/maximum.ts";
import { minOracle } from "./kernels/min.ts";
import { minimumOracle } from "./kernels/minimum.ts";
import { mulOracle } from "./kernels/mul.ts";
import { negOracle } from "./kernels/neg.ts";
import { permuteOracle } from "./kernels/permute.ts";
import { powOracle } from "./kernels/pow.ts";
import { quantizedEmbeddingOracle } from "./kernels/quantized-embedding.ts";
import { quantizedMatmulOracle } from "./kernels/quantized-matmul.ts";
import { reciprocalOracle } from "./kernels/reciprocal.ts";
import { reluBackwardOracle, reluOracle } from "./kernels/relu.ts";
import { rmsNormBackwardOracle, rmsNormOracle } from "./kernels/rms-norm.ts";
import { rmspropStepOracle } from "./kernels/rmsprop-step.ts";
import { ropeOracle } from "./kernels/rope.ts";
import { rsqrtOracle } from "./kernels/rsqrt.ts";
import { scaleOracle } from "./kernels/scale.ts";
import { scatterAddOracle } from "./kernels/scatter-add.ts";
import { sgdStepOracle } from "./kernels/sgd-step.ts";
import { sigmoidOracle } from "./kernels/sigmoid.ts";
import { siluOracle } from "./kernels/silu.ts";
import { sinOracle } from "./kernels/sin.ts";
import { softmaxBackwardOracle, softmaxOracle } from "./kernels/softmax.ts";
import { softplusOracle } from "./kernels/softplus.ts";
import { sqrtOracle } from "./kernels/sqrt.ts";
import { squareOracle } from "./kernels/square.ts";
import { subOracle } from "./kernels/sub.ts";
import { sumOracle } from "./kernels/sum.ts";
import { tanhOracle } from "./kernels/tanh.ts";
import { toFloatOracle } from "./kernels/to-float.ts";
import { toIntegerOracle } from "./kernels/to-integer.ts";
import { topkOracle } from "./kernels/topk.ts";
import { unfoldOracle } from "./kernels/unfold.ts";
import { whereOracle } from "./kernels/where.ts";
import { writeRowsOracle } from "./kernels/write-rows.ts";

/** What is right of every kernel, by name. Beside the table of kernels and not in it: whoever computes needs none of it. */
export const oracles: { readonly [K in KernelName]: OracleOf<SpecOf<K>> } = {
  abs: absOracle,
  absBackward: absBackwardOracle,
  accumulateLargest: accumulateLargestOracle,
  accumulateMagnitudes: accumulateMagnitudesOracle,
  accumulateSquares: accumulateSquaresOracle,
  accumulate: accumulateOracle,
  adagradStep: adagradStepOracle,
  adamStep: adamStepOracle,
  add: addOracle,
  argmax: argmaxOracle,
  asStrided: asStridedOracle,
  asStridedBackward: asStridedBackwardOracle,
  attentionBackward: attentionBackwardOracle,
  attention: attentionOracle,
  clipGradientValue: clipGradientValueOracle,
  clipGradient: clipGradientOracle,
  compare: compareOracle,
  cos: cosOracle,
  crossEntropy: crossEntropyOracle,
  cumsum: cumsumOracle,
  div: divOracle,
  dropout: dropoutOracle,
  embedding: embeddingOracle,
  embeddingBackward: embeddingBackwardOracle,
  erf: erfOracle,
  exp: expOracle,
  fold: foldOracle,
  gather: gatherOracle,
  gelu: geluOracle,
  geluBackward: geluBackwardOracle,
  inRange: inRangeOracle,
  indexSelect: indexSelectOracle,
  indexSelectBackward: indexSelectBackwardOracle,
  integerArithmetic: integerArithmeticOracle,
  integerCumsum: integerCumsumOracle,
  integerReduce: integerReduceOracle,
  layerNorm: layerNormOracle,
  layerNormBackward: layerNormBackwardOracle,
  lerp: lerpOracle,
  lionStep: lionStepOracle,
  logSoftmax: logSoftmaxOracle,
  logSoftmaxBackward: logSoftmaxBackwardOracle,
  log: logOracle,
  matmul: matmulOracle,
  maxPool2d: maxPool2dOracle,
  max: maxOracle,
  maximum: maximumOracle,
  min: minOracle,
  minimum: minimumOracle,
  mul: mulOracle,
  neg: negOracle,
  permute: permuteOracle,
  pow: powOracle,
  quantizedEmbedding: quantizedEmbeddingOracle,
  quantizedMatmul: quantizedMatmulOracle,
  reciprocal: reciprocalOracle,
  relu: reluOracle,
  reluBackward: reluBackwardOracle,
  rmsNorm: rmsNormOracle,
  rmsNormBackward: rmsNormBackwardOracle,
  rmspropStep: rmspropStepOracle,
  rope: ropeOracle,
  rsqrt: rsqrtOracle,
  scale: scaleOracle,
  scatterAdd: scatterAddOracle,
  sgdStep: sgdStepOracle,
  sigmoid: sigmoidOracle,
  silu: siluOracle,
  sin: sinOracle,
  softmax: softmaxOracle,
  softmaxBackward: softmaxBackwardOracle,
  softplus: softplusOracle,
  sqrt: sqrtOracle,
  square: squareOracle,
  sub: subOracle,
  sum: sumOracle,
  tanh: tanhOracle,
  toFloat: toFloatOracle,
  toInteger: toIntegerOracle,
  topk: topkOracle,
  unfold: unfoldOracle,
  where: whereOracle,
  writeRows: writeRowsOracle,
};
