import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";
import { toFloat } from "./to-float.ts";

/** dx = dy exponent x^(exponent - 1); 0 for an exponent of 0, whatever x is. */
export const powOp = defineOp("pow", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x }, attrs: { exponent } }) => {
    if (exponent === 0) return { x: filled(gradient.device, x.shape, 0) };
    const power = launch("pow", { x }, { exponent: exponent - 1 }).y;
    const slope = launch("scale", { x: power }, { factor: exponent }).y;
    return { x: launch("mul", { a: gradient, b: slope }, {}).c };
  },
});

/** x^exponent, for a number known on the host. An int32 to an integer is an int32. */
export function pow(x: Tensor, exponent: number): Tensor {
  expectTensor("pow", "x", x);
  if (x.dtype === "float32") return powOp({ x }, { exponent }).y;
  return scope(() =>
    Number.isInteger(exponent)
      ? integerPower(x, exponent)
      : powOp({ x: toFloat(x) }, { exponent }).y,
  );
}

/** By repeated squares; what overflows wraps around. */
function integerPower(x: Tensor, exponent: number): Tensor {
  if (exponent < 0)
    throw new RangeError(
      `pow: exponent is ${exponent}, expected 0 or more, for x is int32; x.float() has the others`,
    );
  let power = filled(x.device, x.shape, 1, "int32");
  let base = x;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = integerArithmetic("mul", power, base);
    base = integerArithmetic("mul", base, base);
  }
  return power;
}
