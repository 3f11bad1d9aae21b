import { normalDim } from "../op-definition/normal-dim.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Index of the largest along `dim`, the first of equals: int32. Without `dim`, of the largest of all
 * elements, row-major, as a scalar. Not differentiable.
 */
export function argmax(x: Tensor, dim?: number, keepDims = false): Tensor {
  // As in PyTorch the one axis of a scalar may be named.
  if (dim !== undefined && x.shape.length === 0) normalDim("argmax", dim, [1]);
  else if (dim !== undefined)
    return launch("argmax", { x }, { dim: normalDim("argmax", dim, x.shape), keepDims }).y;
  return scope(() => {
    const { y } = launch("argmax", { x: x.view([x.size]) }, { dim: 0, keepDims: false });
    return keepDims ? y.view(x.shape.map(() => 1)) : y;
  });
}
