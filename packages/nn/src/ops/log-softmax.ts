import { defineOp } from "../op-definition/define-op.ts";
import { overLastAxis } from "../op-definition/over-last-axis.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy - e^y sum(dy) */
export const logSoftmaxOp = defineOp("logSoftmax", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({
    x: launch("logSoftmaxBackward", { dy: gradient, y }, {}).dx,
  }),
});

/** ln softmax(x) over `dim`, without the rounding of the two one after the other. */
export const logSoftmax = (x: Tensor, dim = -1): Tensor => {
  expectTensor("logSoftmax", "x", x);
  return overLastAxis("logSoftmax", x, dim, (rows) => logSoftmaxOp({ x: rows }, {}).y);
};
