import { defineOp } from "../op-definition/define-op.ts";
import { overLastAxis } from "../op-definition/over-last-axis.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = y * (dy - sum(dy * y)) */
export const softmaxOp = defineOp("softmax", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({
    x: launch("softmaxBackward", { dy: gradient, y }, {}).dx,
  }),
});

/** e^x, divided by its sum over `dim`. A row of -Infinity gives zeros (PyTorch: NaN). */
export const softmax = (x: Tensor, dim = -1): Tensor => {
  expectTensor("softmax", "x", x);
  return overLastAxis("softmax", x, dim, (rows) => softmaxOp({ x: rows }, {}).y);
};
