import { defineOp } from "../op-definition/define-op.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerCumsum } from "./integer-cumsum.ts";

/** dx: the sums of dy the other way round. */
export const cumsumOp = defineOp("cumsum", {
  save: () => ({}),
  backward: ({ gradient, attrs: { dim, reverse } }) => ({
    x: launch("cumsum", { x: gradient }, { dim, reverse: !reverse }).y,
  }),
});

/** Sums of the elements so far along `dim`; those of int32 are int32 and wrap around (PyTorch: int64). */
export function cumsum(x: Tensor, dim: number): Tensor {
  expectTensor("cumsum", "x", x);
  const axis = normalDim("cumsum", dim, x.shape);
  return x.dtype === "int32"
    ? integerCumsum(x, axis)
    : cumsumOp({ x }, { dim: axis, reverse: false }).y;
}
