import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy / x */
export const logOp = defineOp("log", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => ({ x: launch("div", { a: gradient, b: x }, {}).c }),
});

/** Natural logarithm. */
export const log = (x: Tensor): Tensor => logOp({ x }, {}).y;
