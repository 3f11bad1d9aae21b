import { defineOp } from "../op-definition/define-op.ts";
import { extremeGradient } from "../op-definition/extreme-gradient.ts";
import { normalDims } from "../op-definition/normal-dims.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy at the smallest, shared evenly among equals. */
export const minOp = defineOp("min", {
  save: ({ x }, { y }) => ({ x, y }),
  backward: ({ gradient, saved: { x, y }, attrs: { dims } }) => ({
    x: extremeGradient(gradient, x, y, dims),
  }),
});

/** The smallest over `dims` (all of them unless given; negative ones count from the end). PyTorch's `amin`. */
export const min = (x: Tensor, dims?: readonly number[], keepDims = false): Tensor =>
  minOp({ x }, { dims: normalDims("min", x.shape, dims), keepDims }).y;
