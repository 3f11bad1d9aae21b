import { type WindowAttrs, windowPlaces } from "@qkv/core-wasm/contract";
import { constant } from "../op-definition/constant.ts";
import { poolFields, poolWindow } from "../op-definition/pool-window.ts";
import { overImages, overRows, type Pair } from "../op-definition/window-options.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, integer, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sum.ts";
import { unfoldOp } from "./unfold.ts";

export const avgPool2dOptions = defineOptions("avgPool2d", {
  ...poolFields,
  /** Zeros of the padding count as elements; true unless given. */
  countIncludePad: flag({ default: true }),
  /** Divide by this instead of the number of elements. */
  divisorOverride: number({ optional: true }),
});

/** Size, distance and padding of the windows, a number for both axes or one for each: PyTorch's `F.avg_pool2d`. */
export type AvgPool2dOptions = Given<typeof avgPool2dOptions>;

/**
 * The mean of the elements under each window: [N, C, H, W] or [C, H, W]. PyTorch's `F.avg_pool2d`,
 * with its defaults: the stride is kernelSize, no padding.
 */
export function avgPool2d(x: Tensor, kernelSize: Pair, options: AvgPool2dOptions = {}): Tensor {
  expectTensor("avgPool2d", "x", x);
  const chosen = avgPool2dOptions.complete(options);
  return scope(() =>
    overImages("avgPool2d", x, (images) => pool("avgPool2d", images, kernelSize, chosen)),
  );
}

const avgPool1dOptions = defineOptions("avgPool1d", {
  /** kernelSize unless given. */
  stride: integer({ from: 1, optional: true }),
  padding: integer({ from: 0, default: 0 }),
  ceilMode: flag({ default: false }),
  countIncludePad: flag({ default: true }),
});

/** Size, distance and padding of the windows along an axis: PyTorch's `F.avg_pool1d`. */
export type AvgPool1dOptions = Given<typeof avgPool1dOptions>;

/** The mean of the elements under each window: [N, C, L] or [C, L]. PyTorch's `F.avg_pool1d`. */
export function avgPool1d(x: Tensor, kernelSize: number, options: AvgPool1dOptions = {}): Tensor {
  expectTensor("avgPool1d", "x", x);
  const { stride = kernelSize, padding, ...others } = avgPool1dOptions.complete(options);
  const along: AvgPool2dOptions = { ...others, stride: [1, stride], padding: [0, padding] };
  return scope(() =>
    overRows("avgPool1d", x, (rows) => pool("avgPool1d", rows, [1, kernelSize], along)),
  );
}

function pool(
  op: string,
  x: Tensor,
  kernelSize: Pair,
  { countIncludePad = true, divisorOverride, ...options }: AvgPool2dOptions,
): Tensor {
  const [images, channels, height, width] = x.shape as [number, number, number, number];
  const size = [height, width] as const;
  const window = poolWindow(op, kernelSize, options, size);
  const [rows, columns] = windowPlaces(op, x.shape, window);
  const cells = window.kernel[0] * window.kernel[1];
  const places = rows * columns;
  const unfolded = reshape(unfoldOp({ x }, window).y, [images, channels, cells, places]);
  if (divisorOverride === 0)
    throw new RangeError(`${op}: divisorOverride is 0, expected another number`);
  const counts = elementCounts(window, size, [rows, columns], countIncludePad);
  const shares = counts.map((count) => 1 / (divisorOverride ?? count));
  const means = mul(sum(unfolded, [2]), constant(x.device, [places], shares));
  return reshape(means, [images, channels, rows, columns]);
}

/** Elements under the window at each of its places, with or without the padding that was asked for. */
function elementCounts(
  { kernel, stride, padding }: WindowAttrs,
  size: readonly [number, number],
  [rows, columns]: readonly [number, number],
  withPadding: boolean,
): number[] {
  const along = (axis: 0 | 1, place: number): number => {
    const before = padding[2 * axis]!;
    const start = place * stride[axis] - before;
    // What ceilMode adds behind the padding never counts.
    const [first, last] = withPadding ? [-before, size[axis] + before] : [0, size[axis]];
    return Math.min(start + kernel[axis], last) - Math.max(start, first);
  };
  return Array.from(
    { length: rows * columns },
    (_, i) => along(0, Math.floor(i / columns)) * along(1, i % columns),
  );
}
