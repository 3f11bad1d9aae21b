import type { AttrsOf } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";

type Comparison = AttrsOf<"compare">["comparison"];

/** A mask, int32: 1 where the comparison holds, else 0, with broadcasting; b may be a number. */
type Compare = (a: Tensor, b: Tensor | number) => Tensor;

const comparing =
  (name: string, comparison: Comparison, swapped = false): Compare =>
  (a, b) =>
    scope(() => {
      if (typeof b === "number" && a.dtype === "int32" && !Number.isInteger(b))
        throw new TypeError(`${name}: b is ${b}, expected an integer, for a is int32`);
      const other = b instanceof Tensor ? b : filled(a.device, [], b, a.dtype);
      const operands = swapped ? { a: other, b: a } : { a, b: other };
      return launch("compare", operands, { comparison }).c;
    });

/** a > b, as an int32 mask of ones and zeros; b may be a number. */
export const gt = comparing("gt", "gt");
/** a >= b, as an int32 mask; b may be a number. */
export const ge = comparing("ge", "ge");
/** a < b, as an int32 mask; b may be a number. */
export const lt = comparing("lt", "gt", true);
/** a <= b, as an int32 mask; b may be a number. */
export const le = comparing("le", "ge", true);
/** a = b, as an int32 mask; b may be a number. NaN equals nothing. */
export const eq = comparing("eq", "eq");
/** a != b, as an int32 mask; b may be a number. */
export const ne = comparing("ne", "ne");
