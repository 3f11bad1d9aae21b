import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";

/** dx = -dy */
export const negOp = defineOp("neg", {
  save: () => ({}),
  backward: ({ gradient }) => ({ x: launch("neg", { x: gradient }, {}).y }),
});

/** -x */
export const neg = (x: Tensor): Tensor => {
  expectTensor("neg", "x", x);
  return x.dtype === "int32"
    ? scope(() => integerArithmetic("sub", filled(x.device, [], 0, "int32"), x))
    : negOp({ x }, {}).y;
};
