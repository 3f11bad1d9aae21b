import { defineOp } from "../op-definition/define-op.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx: the slices of dy, added up by index. */
export const indexSelectOp = defineOp("indexSelect", {
  save: ({ index }) => ({ index }),
  backward: ({ gradient, saved: { index }, shapes: { x }, attrs: { dim } }) => ({
    x: launch("indexSelectBackward", { dy: gradient, index }, { dim, size: x[dim]! }).dx,
  }),
});

/** The slices of axis `dim` at the indices, int32 [count]. PyTorch's `index_select`. */
export const indexSelect = (x: Tensor, dim: number, index: Tensor): Tensor => {
  expectTensor("indexSelect", "x", x);
  expectTensor("indexSelect", "index", index);
  return indexSelectOp({ x, index }, { dim: normalDim("indexSelect", dim, x.shape) }).y;
};
