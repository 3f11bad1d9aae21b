import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy sign(x), where the sign of 0 and of NaN is 0. */
export const absOp = defineOp("abs", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => ({
    x: launch("absBackward", { dy: gradient, x }, {}).dx,
  }),
});

/** |x| */
export const abs = (x: Tensor): Tensor => absOp({ x }, {}).y;
