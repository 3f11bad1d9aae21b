import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { constant } from "../op-definition/constant.ts";
import {
  cubicTaps,
  linearTaps,
  nearestTaps,
  type Resampling,
  type Tap,
} from "../op-definition/interpolation-taps.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { anything, flag, oneOf } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { adaptiveAvgPool2d } from "./adaptive-avg-pool2d.ts";
import { add } from "./add.ts";
import { indexSelect } from "./index-select.ts";
import { mul } from "./mul.ts";
import { squeeze } from "./squeeze.ts";
import { unsqueeze } from "./unsqueeze.ts";

/** The numbers of axes behind [N, C] that each mode takes. */
const modes = {
  nearest: [1, 2, 3],
  "nearest-exact": [1, 2, 3],
  linear: [1],
  bilinear: [2],
  trilinear: [3],
  bicubic: [2],
  area: [1, 2],
} as const;
type Mode = keyof typeof modes;

export const interpolateOptions = defineOptions("interpolate", {
  /** Sizes of the axes behind [N, C], or one for all; this or scaleFactor. */
  size: anything<number | readonly number[]>({ optional: true }),
  /** Times which they are as large, rounded down. */
  scaleFactor: anything<number | readonly number[]>({ optional: true }),
  mode: oneOf(Object.keys(modes) as Mode[], { default: "nearest" }),
  /** The corner elements keep their values, in the modes between elements; false there unless given. */
  alignCorners: flag({ optional: true }),
  /** Use the ratio of the sizes, which rounding has changed, and not scaleFactor itself. */
  recomputeScaleFactor: flag({ default: false }),
});

/** The new size or the factor, and how values between are found: PyTorch's `F.interpolate`. */
export type InterpolateOptions = Given<typeof interpolateOptions>;

/**
 * x [N, C, L], [N, C, H, W] or [N, C, D, H, W] with its last axes made larger or smaller. PyTorch's `F.interpolate`,
 * without antialias.
 */
export function interpolate(x: Tensor, options: InterpolateOptions): Tensor {
  expectTensor("interpolate", "x", x);
  const chosen = interpolateOptions.complete(options);
  const axes = resamplings(x, chosen);
  const { mode } = chosen;
  return scope(() => {
    if (mode === "area") return partMeans(x, axes);
    // From the last axis on, as PyTorch adds up.
    return axes.reduceRight((y, axis, i) => resample(y, i + 2, tapsOf(axis, mode)), x);
  });
}

function tapsOf(axis: Resampling, mode: Exclude<Mode, "area">): readonly Tap[] {
  if (mode === "nearest") return nearestTaps(axis, 0);
  if (mode === "nearest-exact") return nearestTaps(axis, 0.5);
  return mode === "bicubic" ? cubicTaps(axis) : linearTaps(axis);
}

/** Along axis `dim` the sums of the taps' elements by their weights. */
function resample(x: Tensor, dim: number, taps: readonly Tap[]): Tensor {
  const terms = taps.map(({ indices, weights }) => {
    const count = indices.length;
    const taken = indexSelect(x, dim, constant(x.device, [count], indices, "int32"));
    if (!weights) return taken;
    const along = [count, ...x.shape.slice(dim + 1).map(() => 1)];
    return mul(taken, constant(x.device, along, weights));
  });
  return terms.reduce((sum, term) => add(sum, term));
}

/** The mean of the elements under each result. */
function partMeans(x: Tensor, axes: readonly Resampling[]): Tensor {
  const [first, second] = axes.map(({ to }) => to);
  if (second !== undefined) return adaptiveAvgPool2d(x, [first!, second]);
  return squeeze(adaptiveAvgPool2d(unsqueeze(x, 2), [1, first!]), 2);
}

/** How each axis behind [N, C] is to be resampled; throws where the options do not fit it. */
function resamplings(
  { shape }: Tensor,
  {
    size,
    scaleFactor,
    mode,
    alignCorners,
    recomputeScaleFactor,
  }: Complete<typeof interpolateOptions>,
): readonly Resampling[] {
  const spatial = shape.slice(2);
  const allowed: readonly number[] = modes[mode];
  if (shape.length < 3 || !allowed.includes(spatial.length) || spatial.includes(0))
    throw new ShapeError(
      `interpolate: x is ${formatShape(shape)}, expected [N, C] and ${allowed.join(" or ")} more axes, none of them empty, for mode "${mode}"`,
    );
  if (alignCorners !== undefined && !mode.includes("linear") && mode !== "bicubic")
    throw new TypeError(
      `interpolate: alignCorners is ${alignCorners}, expected none with mode "${mode}", which does not go between elements`,
    );
  if ((size === undefined) === (scaleFactor === undefined))
    throw new TypeError("interpolate: expected either size or scaleFactor");
  if (recomputeScaleFactor && size !== undefined)
    throw new TypeError("interpolate: recomputeScaleFactor is true, expected scaleFactor with it");
  const sizes = size === undefined ? undefined : perAxis("size", size, spatial.length);
  const factors =
    scaleFactor === undefined ? undefined : perAxis("scaleFactor", scaleFactor, spatial.length);
  return spatial.map((from, i) => {
    const to = sizes ? sizes[i]! : Math.floor(from * factors![i]!);
    if (!Number.isInteger(to) || to < 1)
      throw new RangeError(
        `interpolate: ${sizes ? "size" : "scaleFactor"} makes axis ${i + 2} of size ${from} one of ${to}, expected 1 or more`,
      );
    const factor = recomputeScaleFactor ? undefined : factors?.[i];
    return { from, to, factor, alignCorners: alignCorners ?? false };
  });
}

/** One number for each axis; a single one is for all of them. */
function perAxis(name: string, given: number | readonly number[], axes: number): readonly number[] {
  const list: readonly number[] = Array.isArray(given) ? given : new Array(axes).fill(given);
  if (list.length !== axes || list.some((one) => !(Number.isFinite(one) && one > 0)))
    throw new RangeError(
      `interpolate: ${name} is ${describeValue(given)}, expected a number above 0, or ${axes} in an array`,
    );
  return list;
}
