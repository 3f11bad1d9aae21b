import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filled } from "./constant.ts";

/** dy, shared evenly among the elements of x that equal the extreme y of their axes `dims`; 0 elsewhere. */
export function extremeGradient(
  gradient: Tensor,
  x: Tensor,
  y: Tensor,
  dims: readonly number[],
): Tensor {
  const { device } = x;
  const kept = x.shape.map((size, i) => (dims.includes(i) ? 1 : size));
  const zero = filled(device, [], 0);
  const reached = launch("compare", { a: x, b: y.view(kept) }, { comparison: "eq" }).c;
  const ones = launch("where", { condition: reached, a: filled(device, [], 1), b: zero }, {}).c;
  const count = launch("sum", { x: ones }, { dims, keepDims: true }).y;
  const share = launch("div", { a: gradient.view(kept), b: count }, {}).c;
  return launch("where", { condition: reached, a: share, b: zero }, {}).c;
}
