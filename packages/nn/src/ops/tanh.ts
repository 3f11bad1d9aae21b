import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy (1 - y^2) */
export const tanhOp = defineOp("tanh", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    const squares = launch("mul", { a: y, b: y }, {}).c;
    const slope = launch("sub", { a: filled(y.device, [], 1), b: squares }, {}).c;
    return { x: launch("mul", { a: gradient, b: slope }, {}).c };
  },
});

/** Hyperbolic tangent. */
export const tanh = floatFunction("tanh", (x) => tanhOp({ x }, {}).y);
