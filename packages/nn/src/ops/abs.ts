import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** dx = dy with the sign of x; 0 where x is 0. */
export const absOp = defineOp("abs", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => ({
    x: launch("absBackward", { dy: gradient, x }, {}).dx,
  }),
});

/** |x| */
export const abs = (x: Tensor): Tensor => absOp({ x }, {}).y;
