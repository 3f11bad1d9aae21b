import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy (y - y y): an infinite dy stays infinite */
export const sigmoidOp = defineOp("sigmoid", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    const slope = launch("sub", { a: y, b: launch("square", { x: y }, {}).y }, {}).c;
    return { x: launch("mul", { a: gradient, b: slope }, {}).c };
  },
});

/** 1 / (1 + e^-x), the logistic function. */
export const sigmoid = floatFunction("sigmoid", (x) => sigmoidOp({ x }, {}).y);
