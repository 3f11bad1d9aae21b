import { type DType, sizeOf } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { poolFields, poolWindow } from "../op-definition/pool-window.ts";
import { overImages, overRows, type Pair } from "../op-definition/window-options.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { anything, flag, integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx: dy at the places the maxima came from, added up; nowhere for a dilated window in the padding alone (index -1). */
export const maxPool2dOp = defineOp("maxPool2d", {
  save: (_, { indices }) => ({ indices }),
  backward: ({ gradient: dy, saved: { indices: all }, shapes: { x }, attrs: { dilation } }) => {
    const zero = (dtype: DType): Tensor => filled(dy.device, [], 0, dtype);
    let [gradient, indices] = [dy, all];
    if (Math.max(...dilation) > 1) {
      const none = launch("compare", { a: zero("int32"), b: all }, { comparison: "gt" }).c;
      gradient = launch("where", { condition: none, a: zero("float32"), b: dy }, {}).c;
      indices = launch("where", { condition: none, a: zero("int32"), b: all }, {}).c;
    }
    const planes = x[0]! * x[1]!;
    const places = [planes, sizeOf(gradient.shape.slice(2))];
    const operands = {
      x: filled(gradient.device, [planes, x[2]! * x[3]!], 0),
      index: indices.alias(places),
      source: gradient.alias(places),
    };
    return { x: launch("scatterAdd", operands, { dim: 1 }).y.alias(x) };
  },
});

export const maxPool2dOptions = defineOptions("maxPool2d", {
  ...poolFields,
  dilation: anything<Pair>({ default: 1 }),
});

/** Size, distance and padding of the windows, a number for both axes or one for each: PyTorch's `F.max_pool2d`. */
export type MaxPool2dOptions = Given<typeof maxPool2dOptions>;

/**
 * The largest element under each window: [N, C, H, W] or [C, H, W]. PyTorch's `F.max_pool2d`, with its
 * defaults: the stride is kernelSize, no padding.
 */
export function maxPool2d(x: Tensor, kernelSize: Pair, options: MaxPool2dOptions = {}): Tensor {
  expectTensor("maxPool2d", "x", x);
  const chosen = maxPool2dOptions.complete(options);
  return scope(() =>
    overImages("maxPool2d", x, (images) => pool("maxPool2d", images, kernelSize, chosen)),
  );
}

const maxPool1dOptions = defineOptions("maxPool1d", {
  /** kernelSize unless given. */
  stride: integer({ from: 1, optional: true }),
  padding: integer({ from: 0, default: 0 }),
  dilation: integer({ from: 1, default: 1 }),
  ceilMode: flag({ default: false }),
});

/** Size, distance and padding of the windows along an axis: PyTorch's `F.max_pool1d`. */
export type MaxPool1dOptions = Given<typeof maxPool1dOptions>;

/** The largest element under each window: [N, C, L] or [C, L]. PyTorch's `F.max_pool1d`. */
export function maxPool1d(x: Tensor, kernelSize: number, options: MaxPool1dOptions = {}): Tensor {
  expectTensor("maxPool1d", "x", x);
  const { stride = kernelSize, padding, dilation, ceilMode } = maxPool1dOptions.complete(options);
  const along: MaxPool2dOptions = {
    stride: [1, stride],
    padding: [0, padding],
    dilation: [1, dilation],
    ceilMode,
  };
  return scope(() =>
    overRows("maxPool1d", x, (rows) => pool("maxPool1d", rows, [1, kernelSize], along)),
  );
}

function pool(op: string, x: Tensor, kernelSize: Pair, options: MaxPool2dOptions): Tensor {
  const size = [x.shape[2]!, x.shape[3]!] as const;
  return maxPool2dOp({ x }, poolWindow(op, kernelSize, options, size)).y;
}
