import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** dx = dy (1 - y^2), taken as dy - (dy y) y */
export const tanhOp = defineOp("tanh", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => {
    const part = launch("mul", { a: gradient, b: y }, {}).c;
    return { x: launch("sub", { a: gradient, b: launch("mul", { a: part, b: y }, {}).c }, {}).c };
  },
});

/** Hyperbolic tangent. */
export const tanh = (x: Tensor): Tensor => tanhOp({ x }, {}).y;
