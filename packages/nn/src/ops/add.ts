import { defineOp } from "../op-definition/define-op.ts";
import { arithmetic, ofIntegers } from "../op-definition/operands.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";

/** da = db = dc, summed where broadcast. */
export const addOp = defineOp("add", {
  save: () => ({}),
  backward: ({ gradient, shapes: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(gradient, a) : undefined,
    b: wants.b ? reduceTo(gradient, b) : undefined,
  }),
});

/** a + b, with broadcasting; one of them may be a number. */
export const add = arithmetic("add", (operands) => addOp(operands, {}).c, ofIntegers("add"));
