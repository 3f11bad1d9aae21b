import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy cos x */
export const sinOp = defineOp("sin", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => ({
    x: launch("mul", { a: gradient, b: launch("cos", { x }, {}).y }, {}).c,
  }),
});

/** Sine of x radians. */
export const sin = (x: Tensor): Tensor => sinOp({ x }, {}).y;
