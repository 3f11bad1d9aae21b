import { type DType, sizeOf } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { type PoolOptions, poolWindow } from "../op-definition/pool-window.ts";
import { overImages, overRows, type Pair } from "../op-definition/window-options.ts";
import { completeOptions } from "../options/complete-options.ts";
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
      index: indices.view(places),
      source: gradient.view(places),
    };
    return { x: launch("scatterAdd", operands, { dim: 1 }).y.view(x) };
  },
});

export interface MaxPool2dOptions extends PoolOptions {
  readonly dilation?: Pair;
}

/**
 * The largest element under each window: [N, C, H, W] or [C, H, W]. PyTorch's `F.max_pool2d`, with its
 * defaults: the stride is kernelSize, no padding.
 */
export function maxPool2d(x: Tensor, kernelSize: Pair, options: MaxPool2dOptions = {}): Tensor {
  const chosen = completeOptions("maxPool2d", options, {
    stride: kernelSize,
    padding: 0,
    dilation: 1,
    ceilMode: false,
  });
  return scope(() =>
    overImages("maxPool2d", x, (images) => pool("maxPool2d", images, kernelSize, chosen)),
  );
}

export interface MaxPool1dOptions {
  /** kernelSize unless given. */
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly ceilMode?: boolean;
}

/** The largest element under each window: [N, C, L] or [C, L]. PyTorch's `F.max_pool1d`. */
export function maxPool1d(x: Tensor, kernelSize: number, options: MaxPool1dOptions = {}): Tensor {
  const { stride, padding, dilation, ceilMode } = completeOptions("maxPool1d", options, {
    stride: kernelSize,
    padding: 0,
    dilation: 1,
    ceilMode: false,
  });
  const along: MaxPool2dOptions = {
    stride: [1, stride],
    padding: [0, padding],
    dilation: [1, dilation],
    ceilMode,
  };
  return scope(() =>
    overRows("maxPool1d", x, (rows) =>
      overImages("maxPool1d", rows, (images) => pool("maxPool1d", images, [1, kernelSize], along)),
    ),
  );
}

function pool(op: string, x: Tensor, kernelSize: Pair, options: MaxPool2dOptions): Tensor {
  const size = [x.shape[2]!, x.shape[3]!] as const;
  return maxPool2dOp({ x }, poolWindow(op, kernelSize, options, size)).y;
}
