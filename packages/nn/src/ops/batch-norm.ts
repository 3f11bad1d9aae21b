import type { Shape } from "@qkv/core-wasm/contract";
import { expectShape, formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { noGrad, wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
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
import { scale } from "./scale.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";
import { mean, sum } from "./sum.ts";

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

/** Weight, bias, running statistics and what they are updated by: PyTorch's `F.batch_norm`. */
export type BatchNormOptions = Given<typeof batchNormOptions>;

/**
 * (x - mean) / sqrt(variance + eps) of each channel over batch and places, then weight and bias: x
 * [N, C, ...]. PyTorch's `F.batch_norm`; Ioffe and Szegedy, arXiv:1502.03167.
 *
 * @throws ShapeError for x without channels, and one value per channel in training; TypeError without running
 * statistics where they are needed
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
  const perChannel = x.shape.map((size, i) => (i === 1 ? size : 1));
  return scope(() => {
    if (training) {
      const { y, center, spread } = normalOfBatch(x, { weight, bias, eps, perChannel });
      moveTowards(runningMean, center, momentum, 1);
      moveTowards(runningVar, spread, momentum, count / (count - 1)); // the unbiased variance
      return y;
    }
    const centered = sub(x, reshape(runningMean!, perChannel));
    const normal = mul(centered, inverseOf(reshape(runningVar!, perChannel), eps));
    return channelAffine("batchNorm", normal, weight, bias);
  });
}

/** 1 / sqrt(variance + eps) */
const inverseOf = (variance: Tensor, eps: number): Tensor =>
  rsqrt(add(variance, filled(variance.device, [], eps)));

interface ByBatch extends Pick<BatchNormOptions, "weight" | "bias"> {
  readonly eps: number;
  /** [1, channels, 1, ...] */
  readonly perChannel: Shape;
}

/**
 * By the mean and the variance of the batch itself. They are of all values, so the gradient needs two sums over each channel
 * rather than the way back through both of them, which passes over the values twice as often.
 */
function normalOfBatch(x: Tensor, { weight, bias, eps, perChannel }: ByBatch) {
  const dims = x.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
  const channels = x.shape[1]!;
  const { center, spread, inverse, normal, y } = noGrad(() => {
    const center = mean(x, dims, true);
    const centered = sub(x, center);
    const spread = mean(square(centered), dims, true);
    const inverse = inverseOf(spread, eps);
    const normal = mul(centered, inverse);
    const y = channelAffine("batchNorm", normal, weight, bias);
    return { center, spread, inverse, normal, y };
  });
  if (!wantsGrad(x, weight, bias)) return { y, center, spread };
  const saved = {
    ...{ normal: normal.retain(), inverse: inverse.retain() },
    ...(weight ? { weight: weight.retain() } : {}),
  };
  record(
    "batchNorm",
    { eps },
    { x, weight, bias },
    y,
    saved,
    ({ gradient, saved: kept, wants }) => {
      const [normal, inverse, weight] = [kept.normal!, kept.inverse!, kept.weight];
      const ofBias = sum(gradient, dims, true);
      const ofWeight = sum(mul(gradient, normal), dims, true);
      const gradients = {
        weight: wants.weight ? reshape(ofWeight, [channels]) : undefined,
        bias: wants.bias ? reshape(ofBias, [channels]) : undefined,
      };
      if (!wants.x) return gradients;
      const slope = weight ? mul(inverse, reshape(weight, perChannel)) : inverse;
      const share = (of: Tensor): Tensor => scale(of, channels / x.size);
      const shared = add(mul(normal, share(ofWeight)), share(ofBias));
      return { ...gradients, x: mul(sub(gradient, shared), slope) };
    },
  );
  return { y, center, spread };
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
