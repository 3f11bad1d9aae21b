import { defineOp } from "../op-definition/define-op.ts";
import { largerShare } from "../op-definition/larger-share.ts";
import { arithmetic, ofIntegers } from "../op-definition/operands.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";

/** dc goes to the smaller one, half of it to each where they are equal; summed where broadcast. */
export const minimumOp = defineOp("minimum", {
  save: ({ a, b }) => ({ a, b }),
  backward: ({ gradient, saved: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(largerShare(gradient, b, a), a.shape) : undefined,
    b: wants.b ? reduceTo(largerShare(gradient, a, b), b.shape) : undefined,
  }),
});

/** The smaller of a and b, element by element, with broadcasting, one of which may be a number; NaN where one of them is. */
export const minimum = arithmetic(
  "minimum",
  (operands) => minimumOp(operands, {}).c,
  ofIntegers("minimum"),
);
