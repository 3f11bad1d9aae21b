import type { KernelTable } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { absKernels } from "./abs.ts";
import { accumulateKernels } from "./accumulate.ts";
import { adagradStepKernels } from "./adagrad-step.ts";
import { adamStepKernels } from "./adam-step.ts";
import { addKernels } from "./add.ts";
import { attentionBackwardKernels } from "./attention-backward.ts";
import { attentionKernels } from "./attention.ts";
import { clipGradientValueKernels } from "./clip-gradient-value.ts";
import { clipGradientKernels } from "./clip-gradient.ts";
import { compareKernels } from "./compare.ts";
import { cosKernels } from "./cos.ts";
import { divKernels } from "./div.ts";
import { dropoutKernels } from "./dropout.ts";
import { erfKernels } from "./erf.ts";
import { expKernels } from "./exp.ts";
import { geluKernels } from "./gelu.ts";
import { lerpKernels } from "./lerp.ts";
import { lionStepKernels } from "./lion-step.ts";
import { logKernels } from "./log.ts";
import { matmulKernels } from "./matmul.ts";
import { maximumKernels } from "./maximum.ts";
import { minimumKernels } from "./minimum.ts";
import { mulKernels } from "./mul.ts";
import { negKernels } from "./neg.ts";
import { powKernels } from "./pow.ts";
import { reciprocalKernels } from "./reciprocal.ts";
import { reluKernels } from "./relu.ts";
import { rmspropStepKernels } from "./rmsprop-step.ts";
import { rsqrtKernels } from "./rsqrt.ts";
import { scaleKernels } from "./scale.ts";
import { sgdStepKernels } from "./sgd-step.ts";
import { sigmoidKernels } from "./sigmoid.ts";
import { siluKernels } from "./silu.ts";
import { sinKernels } from "./sin.ts";
import { softmaxKernels } from "./softmax.ts";
import { softplusKernels } from "./softplus.ts";
import { sqrtKernels } from "./sqrt.ts";
import { squareKernels } from "./square.ts";
import { subKernels } from "./sub.ts";
import { tanhKernels } from "./tanh.ts";
import { whereKernels } from "./where.ts";

/** Every kernel of the contract; one that is missing does not compile. */
export const kernelTable = (context: KernelContext): KernelTable<WebgpuBuffer> =>
  ({
    ...absKernels(context),
    ...accumulateKernels(context),
    ...adagradStepKernels(context),
    ...adamStepKernels(context),
    ...addKernels(context),
    ...attentionBackwardKernels(context),
    ...attentionKernels(context),
    ...clipGradientKernels(context),
    ...clipGradientValueKernels(context),
    ...compareKernels(context),
    ...cosKernels(context),
    ...divKernels(context),
    ...dropoutKernels(context),
    ...erfKernels(context),
    ...expKernels(context),
    ...geluKernels(context),
    ...lerpKernels(context),
    ...lionStepKernels(context),
    ...logKernels(context),
    ...matmulKernels(context),
    ...maximumKernels(context),
    ...minimumKernels(context),
    ...mulKernels(context),
    ...negKernels(context),
    ...powKernels(context),
    ...reciprocalKernels(context),
    ...reluKernels(context),
    ...rmspropStepKernels(context),
    ...rsqrtKernels(context),
    ...scaleKernels(context),
    ...sgdStepKernels(context),
    ...sigmoidKernels(context),
    ...siluKernels(context),
    ...sinKernels(context),
    ...softmaxKernels(context),
    ...softplusKernels(context),
    ...sqrtKernels(context),
    ...squareKernels(context),
    ...subKernels(context),
    ...tanhKernels(context),
    ...whereKernels(context),
  }) as unknown as KernelTable<WebgpuBuffer>;
