import { defineOp } from "../op-definition/define-op.ts";
import { arithmetic, ofIntegers } from "../op-definition/operands.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { launch } from "../tensor/launch.ts";

/** da = dc, db = -dc, summed where broadcast. */
export const subOp = defineOp("sub", {
  save: () => ({}),
  backward: ({ gradient, shapes: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(gradient, a) : undefined,
    b: wants.b ? reduceTo(launch("scale", { x: gradient }, { factor: -1 }).y, b) : undefined,
  }),
});

/** a - b, with broadcasting; one of them may be a number. */
export const sub = arithmetic("sub", (operands) => subOp(operands, {}).c, ofIntegers("sub"));
