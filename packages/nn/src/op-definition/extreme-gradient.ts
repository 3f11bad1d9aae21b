import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filled } from "./constant.ts";

/**
 * dy, shared evenly among the elements of x that equal the extreme y of their axes `dims`; 0 elsewhere. Where y is NaN,
 * which nothing equals, all of them get NaN, as in PyTorch.
 */
function extremeGradient(gradient: Tensor, x: Tensor, y: Tensor, dims: readonly number[]): Tensor {
  const { device } = x;
  const kept = x.shape.map((size, i) => (dims.includes(i) ? 1 : size));
  const zero = filled(device, [], 0);
  const reached = launch("compare", { a: x, b: y.alias(kept) }, { comparison: "eq" }).c;
  const ones = launch("where", { condition: reached, a: filled(device, [], 1), b: zero }, {}).c;
  const count = launch("sum", { x: ones }, { dims, keepDims: true }).y;
  const taken = launch("mul", { a: ones, b: gradient.alias(kept) }, {}).c;
  return launch("div", { a: taken, b: count }, {}).c;
}

/** The definition of an op that takes the extreme over axes. */
export const extremeDefinition = {
  save: ({ x }: Operand<"x">, { y }: Operand<"y">) => ({ x, y }),
  backward: ({ gradient, saved: { x, y }, attrs: { dims } }: ExtremeContext) => ({
    x: extremeGradient(gradient, x, y, dims),
  }),
};

type Operand<N extends string> = { readonly [name in N]: Tensor };

interface ExtremeContext {
  readonly gradient: Tensor;
  readonly saved: Operand<"x" | "y">;
  readonly attrs: { readonly dims: readonly number[] };
}
