import { defineOp } from "../op-definition/define-op.ts";
import { extremeDefinition } from "../op-definition/extreme-gradient.ts";
import { reducedDims } from "../op-definition/normal-dims.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";

/** dx = dy at the largest, shared evenly among equals. */
export const maxOp = defineOp("max", extremeDefinition);

/** The largest over `dims`, an axis or several (all of them unless given; negative ones count from the end). PyTorch's `amax`. */
export const max = (x: Tensor, dims?: Dims, keepDims = false): Tensor =>
  maxOp({ x }, { dims: reducedDims("max", x.shape, dims), keepDims }).y;
