import { defineOp } from "../op-definition/define-op.ts";
import { largerShare } from "../op-definition/larger-share.ts";
import { arithmetic, ofIntegers } from "../op-definition/operands.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";

/** dc goes to the larger one, half of it to each where they are equal; summed where broadcast. */
export const maximumOp = defineOp("maximum", {
  save: ({ a, b }) => ({ a, b }),
  backward: ({ gradient, saved: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(largerShare(gradient, a, b), a.shape) : undefined,
    b: wants.b ? reduceTo(largerShare(gradient, b, a), b.shape) : undefined,
  }),
});

/** The larger of a and b, element by element, with broadcasting, one of which may be a number; NaN where one of them is. */
export const maximum = arithmetic(
  "maximum",
  (operands) => maximumOp(operands, {}).c,
  ofIntegers("maximum"),
);
