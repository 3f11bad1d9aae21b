import { defineOp } from "../op-definition/define-op.ts";
import { floatFunction } from "../op-definition/float-function.ts";
import { launch } from "../tensor/launch.ts";

/** dx = dy / x */
export const logOp = defineOp("log", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => ({ x: launch("div", { a: gradient, b: x }, {}).c }),
});

/** Natural logarithm. */
export const log = floatFunction("log", (x) => logOp({ x }, {}).y);
