import { type KernelTable, singleLaunches } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { absKernels } from "./abs.ts";
import { accumulateKernels } from "./accumulate.ts";
import { accumulateLargestKernels } from "./accumulate-largest.ts";
import { accumulateMagnitudesKernels } from "./accumulate-magnitudes.ts";
import { accumulateSquaresKernels } from "./accumulate-squares.ts";
import { adagradStepKernels } from "./adagrad-step.ts";
import { adamStepKernels } from "./adam-step.ts";
import { addKernels } from "./add.ts";
import { argmaxKernels } from "./argmax.ts";
import { asStridedKernels } from "./as-strided.ts";
import { attentionKernels } from "./attention.ts";
import { clipGradientKernels } from "./clip-gradient.ts";
import { clipGradientValueKernels } from "./clip-gradient-value.ts";
import { compareKernels } from "./compare.ts";
import { cosKernels } from "./cos.ts";
import { crossEntropyKernels } from "./cross-entropy.ts";
import { cumsumKernels } from "./cumsum.ts";
import { divKernels } from "./div.ts";
import { dropoutKernels } from "./dropout.ts";
import { embeddingKernels } from "./embedding.ts";
import { erfKernels } from "./erf.ts";
import { expKernels } from "./exp.ts";
import { foldKernels } from "./fold.ts";
import { gatherKernels } from "./gather.ts";
import { geluKernels } from "./gelu.ts";
import { indexSelectKernels } from "./index-select.ts";
import { layerNormKernels } from "./layer-norm.ts";
import { lerpKernels } from "./lerp.ts";
import { lionStepKernels } from "./lion-step.ts";
import { logKernels } from "./log.ts";
import { logSoftmaxKernels } from "./log-softmax.ts";
import { matmulKernels } from "./matmul.ts";
import { maxKernels } from "./max.ts";
import { maxPool2dKernels } from "./max-pool2d.ts";
import { maximumKernels } from "./maximum.ts";
import { minKernels } from "./min.ts";
import { minimumKernels } from "./minimum.ts";
import { mulKernels } from "./mul.ts";
import { negKernels } from "./neg.ts";
import { permuteKernels } from "./permute.ts";
import { powKernels } from "./pow.ts";
import { quantizedEmbeddingKernels } from "./quantized-embedding.ts";
import { quantizedMatmulKernels } from "./quantized-matmul.ts";
import { reciprocalKernels } from "./reciprocal.ts";
import { reluKernels } from "./relu.ts";
import { rmsNormKernels } from "./rms-norm.ts";
import { rmspropStepKernels } from "./rmsprop-step.ts";
import { ropeKernels } from "./rope.ts";
import { rsqrtKernels } from "./rsqrt.ts";
import { scaleKernels } from "./scale.ts";
import { scatterAddKernels } from "./scatter-add.ts";
import { sgdStepKernels } from "./sgd-step.ts";
import { sigmoidKernels } from "./sigmoid.ts";
import { siluKernels } from "./silu.ts";
import { sinKernels } from "./sin.ts";
import { softmaxKernels } from "./softmax.ts";
import { softplusKernels } from "./softplus.ts";
import { sqrtKernels } from "./sqrt.ts";
import { squareKernels } from "./square.ts";
import { subKernels } from "./sub.ts";
import { sumKernels } from "./sum.ts";
import { tanhKernels } from "./tanh.ts";
import { topkKernels } from "./topk.ts";
import { unfoldKernels } from "./unfold.ts";
import { whereKernels } from "./where.ts";
import { writeRowsKernels } from "./write-rows.ts";

/** Kernels that take many sets of operands at once. */
export const jointKernels = (context: KernelContext) => ({
  ...accumulateLargestKernels(context),
  ...accumulateMagnitudesKernels(context),
  ...accumulateSquaresKernels(context),
  ...adagradStepKernels(context),
  ...adamStepKernels(context),
  ...clipGradientKernels(context),
  ...clipGradientValueKernels(context),
  ...lerpKernels(context),
  ...lionStepKernels(context),
  ...rmspropStepKernels(context),
  ...sgdStepKernels(context),
});

/** Every kernel of the contract; one that is missing does not compile. */
export const kernelTable = (context: KernelContext): KernelTable<WebgpuBuffer> => ({
  ...singleLaunches(jointKernels(context)),
  ...absKernels(context),
  ...accumulateKernels(context),
  ...addKernels(context),
  ...argmaxKernels(context),
  ...asStridedKernels(context),
  ...attentionKernels(context),
  ...compareKernels(context),
  ...cosKernels(context),
  ...crossEntropyKernels(context),
  ...cumsumKernels(context),
  ...divKernels(context),
  ...dropoutKernels(context),
  ...embeddingKernels(context),
  ...erfKernels(context),
  ...expKernels(context),
  ...foldKernels(context),
  ...gatherKernels(context),
  ...geluKernels(context),
  ...indexSelectKernels(context),
  ...layerNormKernels(context),
  ...logKernels(context),
  ...logSoftmaxKernels(context),
  ...matmulKernels(context),
  ...maxKernels(context),
  ...maxPool2dKernels(context),
  ...maximumKernels(context),
  ...minKernels(context),
  ...minimumKernels(context),
  ...mulKernels(context),
  ...negKernels(context),
  ...permuteKernels(context),
  ...powKernels(context),
  ...quantizedEmbeddingKernels(context),
  ...quantizedMatmulKernels(context),
  ...reciprocalKernels(context),
  ...reluKernels(context),
  ...rmsNormKernels(context),
  ...ropeKernels(context),
  ...rsqrtKernels(context),
  ...scaleKernels(context),
  ...scatterAddKernels(context),
  ...sigmoidKernels(context),
  ...siluKernels(context),
  ...sinKernels(context),
  ...softmaxKernels(context),
  ...softplusKernels(context),
  ...sqrtKernels(context),
  ...squareKernels(context),
  ...subKernels(context),
  ...sumKernels(context),
  ...tanhKernels(context),
  ...topkKernels(context),
  ...unfoldKernels(context),
  ...whereKernels(context),
  ...writeRowsKernels(context),
});
