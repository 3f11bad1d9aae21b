import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy * y */
export const expOp = defineOp("exp", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({ x: launch("mul", { a: gradient, b: y }, {}).c }),
});

/** e to the x. */
export const exp = (x: Tensor): Tensor => expOp({ x }, {}).y;
