import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { constant } from "./constant.ts";
import { matmul } from "./matmul.ts";
import { countPair, overImages, type Pair } from "./window-options.ts";

/**
 * Means over a grid of `outputSize` parts of the image: [N, C, H, W] or [C, H, W]. PyTorch's
 * `F.adaptive_avg_pool2d`. Each axis is one matmul with the matrix of its means.
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: Pair): Tensor {
  const [rows, columns] = countPair("adaptiveAvgPool2d", "outputSize", outputSize, 1);
  return scope(() =>
    overImages("adaptiveAvgPool2d", x, (images) => {
      const [height, width] = images.shape.slice(2) as [number, number];
      const ofColumns = constant(x.device, [columns, width], meanMatrix(columns, width));
      const ofRows = constant(x.device, [rows, height], meanMatrix(rows, height));
      return matmul(ofRows, matmul(images, ofColumns, { transposeB: true }));
    }),
  );
}

/** Row i averages the elements from floor(i size / parts) up to ceil((i + 1) size / parts). */
function meanMatrix(parts: number, size: number): Float64Array {
  const matrix = new Float64Array(parts * size);
  for (let part = 0; part < parts; part++) {
    const first = Math.floor((part * size) / parts);
    const last = Math.ceil(((part + 1) * size) / parts);
    matrix.fill(1 / (last - first), part * size + first, part * size + last);
  }
  return matrix;
}
