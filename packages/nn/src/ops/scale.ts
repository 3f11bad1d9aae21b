import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { expectNumeric } from "../options/expect-argument.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";
import { toFloat } from "./to-float.ts";

/** dx = factor * dy */
export const scaleOp = defineOp("scale", {
  save: () => ({}),
  backward: ({ gradient, attrs }) => ({ x: launch("scale", { x: gradient }, attrs).y }),
});

/** factor * x, for a number known on the host. */
export const scale = (x: Tensor, factor: number): Tensor => {
  expectTensor("scale", "x", x);
  expectNumeric("scale", "factor", factor);
  return x.dtype === "int32" ? scaleIntegers(x, factor) : scaleOp({ x }, { factor }).y;
};

/** As PyTorch: an int32 again, unless the factor has a fraction. */
const scaleIntegers = (x: Tensor, factor: number): Tensor =>
  scope(() =>
    Number.isInteger(factor)
      ? integerArithmetic("mul", x, filled(x.device, [], factor, "int32"))
      : scaleOp({ x: toFloat(x) }, { factor }).y,
  );
