import { defineOp } from "../op-definition/define-op.ts";
import { extremeDefinition } from "../op-definition/extreme-gradient.ts";
import { reduction } from "../op-definition/normal-dims.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";
import { integerReduce } from "./integer-reduce.ts";

/** dx = dy at the largest, shared evenly among equals. */
export const maxOp = defineOp("max", extremeDefinition);

/** The largest over `dims`, an axis or several (all of them unless given; negative ones count from the end). PyTorch's `amax`. */
export function max(x: Tensor, dims?: Dims, keepDims = false): Tensor {
  expectTensor("max", "x", x);
  const axes = reduction("max", x.shape, dims, keepDims);
  return x.dtype === "int32" ? integerReduce("max", x, axes) : maxOp({ x }, axes).y;
}
