import type { Shape } from "@qkv/core-wasm/contract";
import { defineOp } from "../op-definition/define-op.ts";
import { expectList } from "../options/expect-argument.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx: dy added back to the elements it was taken from. */
export const asStridedOp = defineOp("asStrided", {
  save: () => ({}),
  backward: ({ gradient, attrs, shapes: { x } }) => ({
    x: launch("asStridedBackward", { dy: gradient }, { ...attrs, shape: x }).dx,
  }),
});

/**
 * y[i...] = x[offset + sum of i_k stride_k], in elements of x, copied; a stride may be 0 or negative.
 * PyTorch's `as_strided`.
 */
export const asStrided = (
  x: Tensor,
  size: Shape,
  stride: readonly number[],
  offset = 0,
): Tensor => {
  expectTensor("asStrided", "x", x);
  expectList("asStrided", "size", size);
  expectList("asStrided", "stride", stride);
  return asStridedOp({ x }, { size, stride, offset }).y;
};
