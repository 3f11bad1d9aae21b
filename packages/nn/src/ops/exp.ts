import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** dx = dy * y */
export const expOp = defineOp("exp", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({ x: launch("mul", { a: gradient, b: y }, {}).c }),
});

/** e to the x. */
export const exp = (x: Tensor): Tensor => expOp({ x }, {}).y;
