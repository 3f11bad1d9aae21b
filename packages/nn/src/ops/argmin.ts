import type { Tensor } from "../tensor/tensor.ts";
import { indexOf } from "./argmax.ts";

/**
 * Index of the smallest along `dim`, the first of equals, NaN counting as smallest: int32. Without `dim`, of the smallest of
 * all elements, row-major, as a scalar. Not differentiable. PyTorch's `argmin`.
 */
export const argmin = (x: Tensor, dim?: number, keepDims = false): Tensor =>
  indexOf("min", x, dim, keepDims);
