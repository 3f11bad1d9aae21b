import { defineOp } from "../op-definition/define-op.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";

/** dx = 2 x dy */
export const squareOp = defineOp("square", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x } }) => {
    const product = launch("mul", { a: gradient, b: x }, {}).c;
    return { x: launch("scale", { x: product }, { factor: 2 }).y };
  },
});

/** x^2 */
export const square = (x: Tensor): Tensor => {
  expectTensor("square", "x", x);
  return x.dtype === "int32" ? integerArithmetic("mul", x, x) : squareOp({ x }, {}).y;
};
