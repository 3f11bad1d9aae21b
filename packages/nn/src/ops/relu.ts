import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";

/** dx = dy where y > 0. */
export const reluOp = defineOp("relu", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({
    x: launch("reluBackward", { dy: gradient, y }, { bias: false }).dx,
  }),
});

/** max(x, 0) */
export const relu = (x: Tensor): Tensor => {
  expectTensor("relu", "x", x);
  return x.dtype === "int32"
    ? scope(() => integerArithmetic("maximum", x, filled(x.device, [], 0, "int32")))
    : reluOp({ x }, {}).y;
};
