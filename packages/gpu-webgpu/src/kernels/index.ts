import type { KernelTable } from "@qkv/core-wasm/contract";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { absKernels } from "./abs.ts";
import { attentionKernels } from "./attention.ts";
import { cosKernels } from "./cos.ts";
import { dropoutKernels } from "./dropout.ts";
import { erfKernels } from "./erf.ts";
import { expKernels } from "./exp.ts";
import { geluKernels } from "./gelu.ts";
import { logKernels } from "./log.ts";
import { negKernels } from "./neg.ts";
import { powKernels } from "./pow.ts";
import { reciprocalKernels } from "./reciprocal.ts";
import { reluKernels } from "./relu.ts";
import { rsqrtKernels } from "./rsqrt.ts";
import { scaleKernels } from "./scale.ts";
import { sigmoidKernels } from "./sigmoid.ts";
import { siluKernels } from "./silu.ts";
import { sinKernels } from "./sin.ts";
import { softmaxKernels } from "./softmax.ts";
import { softplusKernels } from "./softplus.ts";
import { squareKernels } from "./square.ts";
import { tanhKernels } from "./tanh.ts";

/** Every kernel of the contract; one that is missing does not compile. */
export const kernelTable = (context: KernelContext): KernelTable<WebgpuBuffer> =>
  ({
    ...absKernels(context),
    ...attentionKernels(context),
    ...cosKernels(context),
    ...dropoutKernels(context),
    ...erfKernels(context),
    ...expKernels(context),
    ...geluKernels(context),
    ...logKernels(context),
    ...negKernels(context),
    ...powKernels(context),
    ...reciprocalKernels(context),
    ...reluKernels(context),
    ...rsqrtKernels(context),
    ...scaleKernels(context),
    ...sigmoidKernels(context),
    ...siluKernels(context),
    ...sinKernels(context),
    ...softmaxKernels(context),
    ...softplusKernels(context),
    ...squareKernels(context),
    ...tanhKernels(context),
  }) as unknown as KernelTable<WebgpuBuffer>;
