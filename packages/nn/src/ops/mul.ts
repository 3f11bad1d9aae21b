import { defineOp } from "../op-definition/define-op.ts";
import { arithmetic, ofIntegers } from "../op-definition/operands.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { launch } from "../tensor/launch.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { TensorOrNumber } from "../tensor/tensor-operations.ts";
import { scale } from "./scale.ts";

/** da = dc * b, db = dc * a, summed where broadcast. */
export const mulOp = defineOp("mul", {
  save: ({ a, b }) => ({ a, b }),
  backward: ({ gradient, saved: { a, b }, wants }) => ({
    a: wants.a ? reduceTo(launch("mul", { a: gradient, b }, {}).c, a.shape) : undefined,
    b: wants.b ? reduceTo(launch("mul", { a: gradient, b: a }, {}).c, b.shape) : undefined,
  }),
});

/** a * b, element by element, with broadcasting; one of them may be a number. */
export function mul(a: TensorOrNumber, b: TensorOrNumber): Tensor {
  if (a instanceof Tensor && typeof b === "number") return scale(a, b);
  if (b instanceof Tensor && typeof a === "number") return scale(b, a);
  return product(a, b);
}

const product = arithmetic("mul", (operands) => mulOp(operands, {}).c, ofIntegers("mul"));
