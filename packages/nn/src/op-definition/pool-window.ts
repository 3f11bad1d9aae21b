import type { WindowAttrs } from "@qkv/core-wasm/contract";
import { type UnfoldOptions, windowAttrs } from "../ops/unfold.ts";
import type { GivenOf } from "../options/define-options.ts";
import { anything, flag } from "../options/fields.ts";
import type { Pair } from "./window-options.ts";

export const poolFields = {
  /** kernelSize unless given. */
  stride: anything<Pair>({ optional: true }),
  /** At most half the window. */
  padding: anything<Pair>({ default: 0 }),
  /** Windows that reach past the end count, if they start before it. */
  ceilMode: flag({ default: false }),
};

type PoolOptions = GivenOf<typeof poolFields> & Pick<UnfoldOptions, "dilation">;

/** The window of a pooling op over images of `size`; with `ceilMode` the image is padded below and on the right. */
export function poolWindow(
  op: string,
  kernelSize: Pair,
  { stride = kernelSize, ceilMode = false, ...options }: PoolOptions,
  size: readonly [height: number, width: number],
): WindowAttrs {
  const window = windowAttrs(op, kernelSize, { ...options, stride });
  const { kernel, padding, dilation } = window;
  if (padding[0] > kernel[0] / 2 || padding[2] > kernel[1] / 2)
    throw new RangeError(
      `${op}: padding is ${padding[0]} and ${padding[2]}, expected at most half of kernelSize, ${kernel}`,
    );
  if (!ceilMode) return window;
  const behind = (axis: 0 | 1): number => {
    const before = padding[2 * axis]!;
    const reach = dilation[axis] * (kernel[axis] - 1) + 1;
    const free = size[axis] + 2 * before - reach;
    let steps = Math.ceil(free / window.stride[axis]);
    if (steps * window.stride[axis] >= size[axis] + before) steps--;
    return before + Math.max(0, steps * window.stride[axis] - free);
  };
  return { ...window, padding: [padding[0], behind(0), padding[2], behind(1)] };
}
