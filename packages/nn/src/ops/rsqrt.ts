import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = -dy y^3 / 2 */
export const rsqrtOp = defineOp("rsqrt", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    const cube = launch("mul", { a: launch("square", { x: y }, {}).y, b: y }, {}).c;
    const product = launch("mul", { a: gradient, b: cube }, {}).c;
    return { x: launch("scale", { x: product }, { factor: -0.5 }).y };
  },
});

/** 1 / sqrt(x) */
export const rsqrt = floatFunction((x) => rsqrtOp({ x }, {}).y);
