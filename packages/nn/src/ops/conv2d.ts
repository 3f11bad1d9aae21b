import {
  formatShape,
  type Shape,
  ShapeError,
  type WindowAttrs,
  windowPlaces,
} from "@qkv/core-wasm/contract";
import {
  countPair,
  evenPadding,
  overImages,
  type Padding,
  type Pair,
} from "../op-definition/window-options.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { anything, instance, integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { add } from "./add.ts";
import { matmul } from "./matmul.ts";
import { reshape } from "./reshape.ts";
import { unfoldOp } from "./unfold.ts";

export const conv2dOptions = defineOptions("conv2d", {
  /** [outChannels] */
  bias: instance(Tensor, { optional: true }),
  stride: anything<Pair>({ default: 1 }),
  /** Zeros around the image; "same" keeps its size (stride 1 only), "valid" means none. */
  padding: anything<Pair | "same" | "valid">({ default: 0 }),
  dilation: anything<Pair>({ default: 1 }),
  /** Groups of channels that are convolved apart. */
  groups: integer({ default: 1 }),
});

/** Bias, stride, padding, dilation and groups: PyTorch's `F.conv2d`, with its defaults. */
export type Conv2dOptions = Given<typeof conv2dOptions>;

/**
 * The weight's correlation with every window of x: x [N, C, H, W] or [C, H, W], weight
 * [O, C / groups, kH, kW] -> [N, O, H', W']. PyTorch's `F.conv2d`. A matmul on the unfolded image.
 */
export function conv2d(x: Tensor, weight: Tensor, options: Conv2dOptions = {}): Tensor {
  expectTensor("conv2d", "x", x);
  expectTensor("conv2d", "weight", weight);
  const chosen = conv2dOptions.complete(options);
  return scope(() =>
    overImages("conv2d", x, (images) => convolve("conv2d", images, weight, chosen)),
  );
}

/** Convolution of a batch, for the op that is named in errors. */
export function convolve(
  op: string,
  x: Tensor,
  weight: Tensor,
  options: Complete<typeof conv2dOptions>,
): Tensor {
  const { bias, groups } = options;
  const [images, channels, height, width] = x.shape as [number, number, number, number];
  expectWeight(op, weight.shape, channels, groups);
  const [filters, depth, kernelY, kernelX] = weight.shape as [number, number, number, number];
  const window = convolutionWindow(op, [kernelY, kernelX], options);
  const [rows, columns] = windowPlaces(op, x.shape, window);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== filters))
    throw new ShapeError(`${op}: bias is ${formatShape(bias.shape)}, expected [${filters}]`);
  const cells = depth * kernelY * kernelX;
  const places = rows * columns;
  // Padding and strides may leave as many places as the image has, but others.
  const inPlace = places === height * width && window.padding.every((count) => count === 0);
  const pointwise = kernelY * kernelX === 1 && inPlace;
  const unfolded = pointwise ? x : unfoldOp({ x }, window).y; // [N, C kernel, places]
  const y =
    groups === 1
      ? matmul(reshape(weight, [filters, cells]), reshape(unfolded, [images, cells, places]))
      : matmul(
          reshape(weight, [groups, filters / groups, cells]),
          reshape(unfolded, [images, groups, cells, places]),
        );
  const image = reshape(y, [images, filters, rows, columns]);
  return bias ? add(image, reshape(bias, [filters, 1, 1])) : image;
}

function expectWeight(op: string, weight: Shape, channels: number, groups: number): void {
  const [filters, depth] = weight;
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0)
    throw new RangeError(
      `${op}: groups is ${groups}, expected a divisor of the ${channels} channels`,
    );
  if (weight.length !== 4 || depth !== channels / groups || filters! % groups !== 0)
    throw new ShapeError(
      `${op}: weight is ${formatShape(weight)}, expected [a multiple of ${groups}, ${channels / groups}, ...] ` +
        `for ${channels} channels in ${groups} groups`,
    );
}

function convolutionWindow(
  op: string,
  kernel: readonly [number, number],
  { stride, padding, dilation }: Complete<typeof conv2dOptions>,
): WindowAttrs {
  const steps = countPair(op, "stride", stride, 1);
  const spread = countPair(op, "dilation", dilation, 1);
  const window = { kernel, stride: steps, dilation: spread };
  if (padding === "valid") return { ...window, padding: [0, 0, 0, 0] };
  if (padding !== "same")
    return { ...window, padding: evenPadding(countPair(op, "padding", padding, 0)) };
  if (steps[0] !== 1 || steps[1] !== 1)
    throw new RangeError(`${op}: padding is "same" with stride ${steps}, expected stride 1`);
  return { ...window, padding: samePadding(kernel, spread) };
}

/** As PyTorch: where the total is odd, the larger part goes behind. */
function samePadding(
  kernel: readonly [number, number],
  dilation: readonly [number, number],
): Padding {
  const vertical = dilation[0] * (kernel[0] - 1);
  const horizontal = dilation[1] * (kernel[1] - 1);
  const [top, left] = [Math.floor(vertical / 2), Math.floor(horizontal / 2)];
  return [top, vertical - top, left, horizontal - left];
}
