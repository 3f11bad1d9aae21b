import type { AttrsOf } from "@qkv/core-wasm/contract";
import { arithmetic, type Pair } from "../op-definition/operands.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TensorOrNumber } from "../tensor/tensor-operations.ts";

type Comparison = AttrsOf<"compare">["comparison"];

/** A mask, int32: 1 where the comparison holds, else 0, with broadcasting; one of them may be a number. */
export type Compare = (a: TensorOrNumber, b: TensorOrNumber) => Tensor;

const comparing = (name: string, comparison: Comparison, swapped = false): Compare => {
  const compare = ({ a, b }: Pair): Tensor => {
    const operands = swapped ? { a: b, b: a } : { a, b };
    return launch("compare", operands, { comparison }).c;
  };
  return arithmetic(name, compare, compare);
};

/** a > b, as an int32 mask of ones and zeros. */
export const gt = comparing("gt", "gt");
/** a >= b, as an int32 mask. */
export const ge = comparing("ge", "ge");
/** a < b, as an int32 mask. */
export const lt = comparing("lt", "gt", true);
/** a <= b, as an int32 mask. */
export const le = comparing("le", "ge", true);
/** a = b, as an int32 mask. NaN equals nothing. */
export const eq = comparing("eq", "eq");
/** a != b, as an int32 mask. */
export const ne = comparing("ne", "ne");
