import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy where y > 0. */
export const reluOp = defineOp("relu", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({
    x: launch("reluBackward", { dy: gradient, y }, { bias: false }).dx,
  }),
});

/** max(x, 0) */
export const relu = (x: Tensor): Tensor => reluOp({ x }, {}).y;
