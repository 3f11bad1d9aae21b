import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy 2 / sqrt(pi) e^(-x^2) */
export const erfOp = defineOp("erf", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => {
    const exponent = launch("neg", { x: launch("square", { x }, {}).y }, {}).y;
    const bell = launch("exp", { x: exponent }, {}).y;
    const product = launch("mul", { a: gradient, b: bell }, {}).c;
    return { x: launch("scale", { x: product }, { factor: 2 / Math.sqrt(Math.PI) }).y };
  },
});

/** 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x, the error function. */
export const erf = floatFunction("erf", (x) => erfOp({ x }, {}).y);
