import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy * y */
export const expOp = defineOp("exp", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({ x: launch("mul", { a: gradient, b: y }, {}).c }),
});

/** e to the x. */
export const exp = floatFunction("exp", (x) => expOp({ x }, {}).y);
