import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = -dy y^3 / 2 */
export const rsqrtOp = defineOp("rsqrt", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    // One factor after another: y^3 leaves float32 long before the product does.
    let product = gradient;
    for (let factor = 0; factor < 3; factor++) product = launch("mul", { a: product, b: y }, {}).c;
    return { x: launch("scale", { x: product }, { factor: -0.5 }).y };
  },
});

/** 1 / sqrt(x) */
export const rsqrt = floatFunction("rsqrt", (x) => rsqrtOp({ x }, {}).y);
