import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { overImages, overRows } from "../op-definition/window-options.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Conv2dOptions, convolve } from "./conv2d.ts";
import { unsqueeze } from "./unsqueeze.ts";

export interface Conv1dOptions {
  /** [outChannels] */
  readonly bias?: Tensor | undefined;
  readonly stride?: number;
  /** Zeros at both ends; "same" keeps the length (stride 1 only), "valid" means none. */
  readonly padding?: number | "same" | "valid";
  readonly dilation?: number;
  /** Groups of channels that are convolved apart. */
  readonly groups?: number;
}

const conv1dDefaults: Required<Conv1dOptions> = {
  bias: undefined,
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
};

/**
 * x [N, C, L] or [C, L], weight [O, C / groups, k] -> [N, O, L']. PyTorch's `F.conv1d`; as `conv2d` on
 * images of one row.
 */
export function conv1d(x: Tensor, weight: Tensor, options: Conv1dOptions = {}): Tensor {
  const { bias, stride, padding, dilation, groups } = completeOptions(
    "conv1d",
    options,
    conv1dDefaults,
  );
  if (weight.shape.length !== 3)
    throw new ShapeError(
      `conv1d: weight is ${formatShape(weight.shape)}, expected [outChannels, channels / groups, kernel]`,
    );
  const along: Required<Conv2dOptions> = {
    bias,
    groups,
    stride: [1, stride],
    padding: typeof padding === "string" ? padding : [0, padding],
    dilation: [1, dilation],
  };
  return scope(() => {
    const filters = unsqueeze(weight, -2); // [O, C / groups, 1, k]
    return overRows("conv1d", x, (rows) =>
      overImages("conv1d", rows, (images) => convolve("conv1d", images, filters, along)),
    );
  });
}
