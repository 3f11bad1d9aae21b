import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy cos x */
export const sinOp = defineOp("sin", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => ({
    x: launch("mul", { a: gradient, b: launch("cos", { x }, {}).y }, {}).c,
  }),
});

/** Sine of x radians. */
export const sin = floatFunction("sin", (x) => sinOp({ x }, {}).y);
