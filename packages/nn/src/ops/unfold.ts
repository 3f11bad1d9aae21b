import type { WindowAttrs } from "@qkv/core-wasm/contract";
import { defineOp } from "../op-definition/define-op.ts";
import { countPair, evenPadding, type Pair } from "../op-definition/window-options.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { anything } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx: the cells of dy folded back onto the image. */
export const unfoldOp = defineOp("unfold", {
  save: () => ({}),
  backward: ({ gradient, attrs, shapes: { x } }) => {
    const outputSize = [x[2]!, x[3]!] as const;
    return { x: launch("fold", { x: gradient }, { ...attrs, outputSize }).y };
  },
});

const unfoldOptions = defineOptions("unfold", {
  stride: anything<Pair>({ default: 1 }),
  padding: anything<Pair>({ default: 0 }),
  dilation: anything<Pair>({ default: 1 }),
});

/** Stride, padding and dilation of the windows: PyTorch's `F.unfold`. */
export type UnfoldOptions = Given<typeof unfoldOptions>;

/** A window with the same padding on both sides of an axis. */
export function windowAttrs(op: string, kernelSize: Pair, options: UnfoldOptions): WindowAttrs {
  const { stride, padding, dilation } = unfoldOptions.complete(options, op);
  return {
    kernel: countPair(op, "kernelSize", kernelSize, 1),
    stride: countPair(op, "stride", stride, 1),
    dilation: countPair(op, "dilation", dilation, 1),
    padding: evenPadding(countPair(op, "padding", padding, 0)),
  };
}

/**
 * The cells of a sliding window at each of its places: [N, C, H, W] -> [N, C kernel, places].
 * PyTorch's `F.unfold`.
 */
export const unfold = (x: Tensor, kernelSize: Pair, options: UnfoldOptions = {}): Tensor => {
  expectTensor("unfold", "x", x);
  return unfoldOp({ x }, windowAttrs("unfold", kernelSize, options)).y;
};
