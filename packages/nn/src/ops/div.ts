import { defineOp } from "../op-definition/define-op.ts";
import { arithmetic, asFloats } from "../op-definition/operands.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { launch } from "../tensor/launch.ts";

/** da = dc / b, db = -dc * c / b, summed where broadcast. */
export const divOp = defineOp("div", {
  save: ({ a, b }, { c }) => ({ a, b, c }),
  backward: ({ gradient, saved: { a, b, c }, wants }) => {
    const da = launch("div", { a: gradient, b }, {}).c;
    if (!wants.b) return { a: reduceTo(da, a.shape), b: undefined };
    const db = launch("scale", { x: launch("mul", { a: da, b: c }, {}).c }, { factor: -1 }).y;
    return { a: wants.a ? reduceTo(da, a.shape) : undefined, b: reduceTo(db, b.shape) };
  },
});

/** a / b, with broadcasting; one of them may be a number. Of two int32 a float32, as in PyTorch. */
export const div = arithmetic(
  "div",
  (operands) => divOp(operands, {}).c,
  (operands) => divOp(asFloats(operands), {}).c,
);
