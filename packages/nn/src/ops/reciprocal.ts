import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = -dy y^2 */
export const reciprocalOp = defineOp("reciprocal", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    const slope = launch("neg", { x: launch("square", { x: y }, {}).y }, {}).y;
    return { x: launch("mul", { a: gradient, b: slope }, {}).c };
  },
});

/** 1 / x */
export const reciprocal = floatFunction("reciprocal", (x) => reciprocalOp({ x }, {}).y);
