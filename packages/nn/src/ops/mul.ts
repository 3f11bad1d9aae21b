import { defineOp } from "../op-definition/define-op.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** da = dc * b, db = dc * a, summed where broadcast. */
export const mulOp = defineOp("mul", {
  save: ({ a, b }) => ({ a, b }),
  backward: ({ gradient, saved: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(launch("mul", { a: gradient, b }, {}).c, a.shape) : undefined,
    b: wants.b ? reduceTo(launch("mul", { a: gradient, b: a }, {}).c, b.shape) : undefined,
  }),
});

/** a * b, element by element, with broadcasting. */
export const mul = (a: Tensor, b: Tensor): Tensor => mulOp({ a, b }, {}).c;
