import { normalDim } from "../op-definition/normal-dim.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";

/** x without those of the axes `dims` (all of them unless given) that have size 1. Shares memory. */
export function squeeze(x: Tensor, dims?: number | readonly number[]): Tensor {
  const given = typeof dims === "number" ? [dims] : dims;
  const axes = given?.map((dim) => normalDim("squeeze", dim, x.shape));
  return reshape(
    x,
    x.shape.filter((size, i) => size !== 1 || (axes && !axes.includes(i))),
  );
}
