import { formatShape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { channelAffine } from "../op-definition/channel-affine.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { layerNorm } from "./layer-norm.ts";
import { reshape } from "./reshape.ts";

const groupNormOptions = defineOptions("groupNorm", {
  /** [channels], as the bias. */
  weight: instance(Tensor, { optional: true }),
  bias: instance(Tensor, { optional: true }),
  eps: number({ default: 1e-5 }),
});

/** Weight and bias of each channel, and eps: PyTorch's `F.group_norm`. */
export type GroupNormOptions = Given<typeof groupNormOptions>;

/**
 * (x - mean) / sqrt(variance + eps) over each group of channels and all places, then weight and bias by
 * channel: x [N, C, ...], C a multiple of groups. PyTorch's `F.group_norm`; Wu and He, arXiv:1803.08494.
 *
 * @throws ShapeError for x without channels, and one value per group; RangeError for groups that do not divide the
 * channels
 */
export function groupNorm(x: Tensor, groups: number, options: GroupNormOptions = {}): Tensor {
  expectTensor("groupNorm", "x", x);
  const { weight, bias, eps } = groupNormOptions.complete(options);
  const [batch, channels] = x.shape;
  if (batch === undefined || channels === undefined)
    throw new ShapeError(`groupNorm: x is ${formatShape(x.shape)}, expected [N, C, ...]`);
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0)
    throw new RangeError(
      `groupNorm: groups is ${groups}, expected a divisor of the ${channels} channels of x`,
    );
  const width = (channels / groups) * sizeOf(x.shape.slice(2));
  if (batch * width === 1)
    throw new ShapeError(
      `groupNorm: x is ${formatShape(x.shape)}, expected more than 1 value per group of channels`,
    );
  return scope(() => {
    const rows = reshape(x, [batch * groups, width]);
    return channelAffine("groupNorm", reshape(layerNorm(rows, { eps }), x.shape), weight, bias);
  });
}
