import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filled } from "./constant.ts";

/** The gradient where a > b, half of it where they are equal, 0 where a < b; all of it beside a NaN, as in PyTorch. */
export function largerShare(gradient: Tensor, a: Tensor, b: Tensor): Tensor {
  const half = launch("scale", { x: gradient }, { factor: 0.5 }).y;
  const tied = launch("compare", { a, b }, { comparison: "eq" }).c;
  const smaller = launch("compare", { a: b, b: a }, { comparison: "gt" }).c;
  const shared = launch("where", { condition: tied, a: half, b: gradient }, {}).c;
  return launch("where", { condition: smaller, a: filled(a.device, [], 0), b: shared }, {}).c;
}
