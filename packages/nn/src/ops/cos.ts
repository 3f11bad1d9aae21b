import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = -dy sin x */
export const cosOp = defineOp("cos", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => {
    const slope = launch("neg", { x: launch("sin", { x }, {}).y }, {}).y;
    return { x: launch("mul", { a: gradient, b: slope }, {}).c };
  },
});

/** Cosine of x radians. */
export const cos = floatFunction("cos", (x) => cosOp({ x }, {}).y);
