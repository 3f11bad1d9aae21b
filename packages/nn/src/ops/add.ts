import { defineOp } from "../op-definition/define-op.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** da = db = dc, summed where broadcast. */
export const addOp = defineOp("add", {
  save: () => ({}),
  backward: ({ gradient, shapes: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(gradient, a) : undefined,
    b: wants.b ? reduceTo(gradient, b) : undefined,
  }),
});

/** a + b, with broadcasting. */
export const add = (a: Tensor, b: Tensor): Tensor => addOp({ a, b }, {}).c;
