import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";

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
 * a where the condition (int32) is not 0, else b, with broadcasting; a and b may be numbers. NaN in
 * the part that is not taken stays out, of the gradient too. PyTorch's `where`.
 */
export function where(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  const dtype = [a, b].find((value) => value instanceof Tensor)?.dtype ?? "float32";
  const representable = (value: number): number => {
    if (dtype === "int32" && !Number.isInteger(value))
      throw new TypeError(
        `where: a number is ${value}, expected an integer, for the other is int32`,
      );
    return value;
  };
  return scope(() => {
    const operand = (value: Tensor | number): Tensor =>
      value instanceof Tensor ? value : filled(condition.device, [], representable(value), dtype);
    return whereOp({ condition, a: operand(a), b: operand(b) }, {}).c;
  });
}
