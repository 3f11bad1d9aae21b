import { defineOp } from "../op-definition/define-op.ts";
import { extremeDefinition } from "../op-definition/extreme-gradient.ts";
import { normalDims } from "../op-definition/normal-dims.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy at the smallest, shared evenly among equals. */
export const minOp = defineOp("min", extremeDefinition);

/** The smallest over `dims` (all of them unless given; negative ones count from the end). PyTorch's `amin`. */
export const min = (x: Tensor, dims?: readonly number[], keepDims = false): Tensor =>
  minOp({ x }, { dims: normalDims("min", x.shape, dims), keepDims }).y;
