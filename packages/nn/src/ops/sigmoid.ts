import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy y (1 - y), taken as dy y - (dy y) y */
export const sigmoidOp = defineOp("sigmoid", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    const part = launch("mul", { a: gradient, b: y }, {}).c;
    return { x: launch("sub", { a: part, b: launch("mul", { a: part, b: y }, {}).c }, {}).c };
  },
});

/** 1 / (1 + e^-x), the logistic function. */
export const sigmoid = floatFunction((x) => sigmoidOp({ x }, {}).y);
