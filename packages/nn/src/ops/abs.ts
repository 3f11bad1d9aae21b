import { defineOp } from "../op-definition/define-op.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";
import { neg } from "./neg.ts";

/** dx = dy sign(x), where the sign of 0 and of NaN is 0. */
export const absOp = defineOp("abs", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => ({
    x: launch("absBackward", { dy: gradient, x }, {}).dx,
  }),
});

/** |x|; of int32 -2^31 is itself, as in PyTorch. */
export const abs = (x: Tensor): Tensor => {
  expectTensor("abs", "x", x);
  return x.dtype === "int32"
    ? scope(() => integerArithmetic("maximum", x, neg(x)))
    : absOp({ x }, {}).y;
};
