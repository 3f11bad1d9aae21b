import { expectShape, formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { channelAffine } from "../op-definition/channel-affine.ts";
import { filled } from "../op-definition/constant.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, instance, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { add } from "./add.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { rsqrt } from "./rsqrt.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";
import { mean } from "./sum.ts";

const batchNormOptions = defineOptions("batchNorm", {
  /** [channels], as runningVar: what is used unless training, and moved towards the batch while training. */
  runningMean: instance(Tensor, { optional: true }),
  runningVar: instance(Tensor, { optional: true }),
  /** [channels], as the bias. */
  weight: instance(Tensor, { optional: true }),
  bias: instance(Tensor, { optional: true }),
  /** Normalise by the batch's own statistics. */
  training: flag({ default: false }),
  /** Part of the batch in the new running statistics. */
  momentum: number({ default: 0.1 }),
  eps: number({ default: 1e-5 }),
});

export type BatchNormOptions = Given<typeof batchNormOptions>;

/**
 * (x - mean) / sqrt(variance + eps) of each channel over batch and places, then weight and bias: x
 * [N, C, ...]. PyTorch's `F.batch_norm`; Ioffe and Szegedy, arXiv:1502.03167.
 */
export function batchNorm(x: Tensor, options: BatchNormOptions = {}): Tensor {
  expectTensor("batchNorm", "x", x);
  const { runningMean, runningVar, weight, bias, training, momentum, eps } =
    batchNormOptions.complete(options);
  const channels = x.shape[1];
  if (channels === undefined)
    throw new ShapeError(`batchNorm: x is ${formatShape(x.shape)}, expected [N, C, ...]`);
  if (!training && !(runningMean && runningVar))
    throw new TypeError("batchNorm: expected runningMean and runningVar, or training: true");
  for (const [name, running] of Object.entries({ runningMean, runningVar }))
    if (running) expectShape("batchNorm", name, running.shape, [channels]);
  const count = x.size / channels;
  if (training && count <= 1)
    throw new ShapeError(
      `batchNorm: x is ${formatShape(x.shape)}, expected more than 1 value per channel when training`,
    );
  const dims = x.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
  const perChannel = x.shape.map((size, i) => (i === 1 ? size : 1));
  return scope(() => {
    const center = training ? mean(x, dims, true) : reshape(runningMean!, perChannel);
    const centered = sub(x, center);
    const spread = training ? mean(square(centered), dims, true) : reshape(runningVar!, perChannel);
    const normal = mul(centered, rsqrt(add(spread, filled(x.device, [], eps))));
    const y = channelAffine("batchNorm", normal, weight, bias);
    if (training) {
      moveTowards(runningMean, center, momentum, 1);
      moveTowards(runningVar, spread, momentum, count / (count - 1)); // the unbiased variance
    }
    return y;
  });
}

/** running += momentum (factor value - running), in place. */
function moveTowards(
  running: Tensor | undefined,
  value: Tensor,
  momentum: number,
  factor: number,
): void {
  if (!running) return;
  noGrad(() => {
    const { y } = launch("scale", { x: value.alias(running.shape) }, { factor });
    const difference = launch("sub", { a: y, b: running }, {}).c;
    const step = launch("scale", { x: difference }, { factor: momentum }).y;
    launch("accumulate", { target: running, x: step }, {});
  });
}
