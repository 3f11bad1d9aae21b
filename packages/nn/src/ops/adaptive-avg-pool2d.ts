import { formatShape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { constant, filled } from "../op-definition/constant.ts";
import { countPair, overImages, type Pair } from "../op-definition/window-options.ts";
import { expectElements } from "../options/expect-count.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { cat } from "./cat.ts";
import { indexSelect } from "./index-select.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { mean, sum } from "./sum.ts";

/**
 * Means over a grid of `outputSize` parts of the image: [N, C, H, W] or [C, H, W]. PyTorch's
 * `F.adaptive_avg_pool2d`. Part i holds the elements from floor(i size / parts) up to ceil((i + 1) size / parts).
 *
 * @throws ShapeError for an image without rows or columns
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: Pair): Tensor {
  expectTensor("adaptiveAvgPool2d", "x", x);
  const [rows, columns] = countPair("adaptiveAvgPool2d", "outputSize", outputSize, 1);
  expectElements("adaptiveAvgPool2d", ...x.shape.slice(0, -2), rows, columns);
  if (sizeOf(x.shape.slice(-2)) === 0)
    throw new ShapeError(
      `adaptiveAvgPool2d: x is ${formatShape(x.shape)}, expected at least one row and one column`,
    );
  return scope(() =>
    overImages("adaptiveAvgPool2d", x, (images) =>
      partMeans(partMeans(images, 3, columns), 2, rows),
    ),
  );
}

/** Means of the parts of one axis; an infinity or a NaN stays in the parts that it is in. */
function partMeans(x: Tensor, axis: number, parts: number): Tensor {
  const size = x.shape[axis]!;
  if (size % parts === 0)
    return mean(reshape(x, x.shape.toSpliced(axis, 1, parts, size / parts)), [axis + 1]);
  const starts = Array.from({ length: parts }, (_, part) => Math.floor((part * size) / parts));
  const counts = starts.map((start, part) => Math.ceil(((part + 1) * size) / parts) - start);
  const longest = Math.max(...counts);
  // Shorter parts are filled up from a slice of zeros behind the last.
  const index = starts.flatMap((start, part) =>
    Array.from({ length: longest }, (_, i) => (i < counts[part]! ? start + i : size)),
  );
  const zeros = filled(x.device, x.shape.with(axis, 1), 0);
  const places = constant(x.device, [index.length], index, "int32");
  const taken = indexSelect(cat([x, zeros], axis), axis, places);
  const sums = sum(reshape(taken, x.shape.toSpliced(axis, 1, parts, longest)), [axis + 1]);
  const shares = counts.map((count) => 1 / count);
  return mul(sums, constant(x.device, [parts, ...x.shape.slice(axis + 1).map(() => 1)], shares));
}
