import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { ofOneDtype } from "../op-definition/operands.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TensorOrNumber } from "../tensor/tensor-operations.ts";

/** da = dc where the condition holds, else 0; db the other way; summed where broadcast. */
export const whereOp = defineOp("where", {
  save: ({ condition }) => ({ condition }),
  backward: ({ gradient, saved: { condition }, shapes, wants }) => {
    const zero = filled(gradient.device, [], 0);
    const part = (a: Tensor, b: Tensor): Tensor => launch("where", { condition, a, b }, {}).c;
    return {
      a: wants.a ? reduceTo(part(gradient, zero), shapes.a) : undefined,
      b: wants.b ? reduceTo(part(zero, gradient), shapes.b) : undefined,
    };
  },
});

/**
 * a where the condition (int32) is not 0, else b, with broadcasting; a and b may be numbers. int32 beside
 * float32, or beside a number with a fraction, becomes float32. NaN in
 * the part that is not taken stays out, of the gradient too. PyTorch's `where`.
 */
export function where(condition: Tensor, a: TensorOrNumber, b: TensorOrNumber): Tensor {
  expectTensor("where", "condition", condition);
  return scope(() => {
    const given = typeof a === "number" ? filled(condition.device, [], a) : a;
    const operands = typeof b === "number" && given !== a ? { a: given, b } : { a, b };
    return whereOp({ condition, ...ofOneDtype("where", operands.a, operands.b) }, {}).c;
  });
}
