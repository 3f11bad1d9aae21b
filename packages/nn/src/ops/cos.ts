import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = -dy sin x */
export const cosOp = defineOp("cos", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => {
    const slope = launch("neg", { x: launch("sin", { x }, {}).y }, {}).y;
    return { x: launch("mul", { a: gradient, b: slope }, {}).c };
  },
});

/** Cosine of x radians. */
export const cos = (x: Tensor): Tensor => cosOp({ x }, {}).y;
