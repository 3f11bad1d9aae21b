import { defineOp } from "../op-definition/define-op.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** da = dc, db = -dc, summed where broadcast. */
export const subOp = defineOp("sub", {
  save: () => ({}),
  backward: ({ gradient, shapes: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(gradient, a) : undefined,
    b: wants.b ? reduceTo(launch("scale", { x: gradient }, { factor: -1 }).y, b) : undefined,
  }),
});

/** a - b, with broadcasting. */
export const sub = (a: Tensor, b: Tensor): Tensor => subOp({ a, b }, {}).c;
