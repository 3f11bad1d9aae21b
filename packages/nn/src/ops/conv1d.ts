import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { overRows } from "../op-definition/window-options.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { anything, instance, integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type conv2dOptions, convolve } from "./conv2d.ts";
import { unsqueeze } from "./unsqueeze.ts";

export const conv1dOptions = defineOptions("conv1d", {
  /** [outChannels] */
  bias: instance(Tensor, { optional: true }),
  stride: integer({ from: 1, default: 1 }),
  /** Zeros at both ends; "same" keeps the length (stride 1 only), "valid" means none. */
  padding: anything<number | "same" | "valid">({ default: 0 }),
  dilation: integer({ from: 1, default: 1 }),
  /** Groups of channels that are convolved apart. */
  groups: integer({ default: 1 }),
});

/** Bias, stride, padding, dilation and groups: PyTorch's `F.conv1d`, with its defaults. */
export type Conv1dOptions = Given<typeof conv1dOptions>;

/**
 * x [N, C, L] or [C, L], weight [O, C / groups, k] -> [N, O, L']. PyTorch's `F.conv1d`; as `conv2d` on
 * images of one row.
 *
 * @throws ShapeError for a weight of other than three axes, and for operands that do not go together
 */
export function conv1d(x: Tensor, weight: Tensor, options: Conv1dOptions = {}): Tensor {
  expectTensor("conv1d", "x", x);
  expectTensor("conv1d", "weight", weight);
  const { bias, stride, padding, dilation, groups } = conv1dOptions.complete(options);
  if (weight.shape.length !== 3)
    throw new ShapeError(
      `conv1d: weight is ${formatShape(weight.shape)}, expected [outChannels, channels / groups, kernel]`,
    );
  const along: Complete<typeof conv2dOptions> = {
    bias,
    groups,
    stride: [1, stride],
    padding: typeof padding === "string" ? padding : [0, padding],
    dilation: [1, dilation],
  };
  return scope(() => {
    const filters = unsqueeze(weight, -2); // [O, C / groups, 1, k]
    return overRows("conv1d", x, (rows) => convolve("conv1d", rows, filters, along));
  });
}
