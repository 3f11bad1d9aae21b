import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy / (2 y) */
export const sqrtOp = defineOp("sqrt", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    const quotient = launch("div", { a: gradient, b: y }, {}).c;
    return { x: launch("scale", { x: quotient }, { factor: 0.5 }).y };
  },
});

/** Square root. */
export const sqrt = floatFunction("sqrt", (x) => sqrtOp({ x }, {}).y);
