import { normalDims } from "../op-definition/normal-dims.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";
import { reshape } from "./reshape.ts";

/** x without those of the axes `dims` (all of them unless given) that have size 1. Shares memory. */
export function squeeze(x: Tensor, dims?: Dims): Tensor {
  expectTensor("squeeze", "x", x);
  const axes = dims === undefined ? undefined : normalDims("squeeze", x.shape, dims);
  return reshape(
    x,
    x.shape.filter((size, i) => size !== 1 || (axes && !axes.includes(i))),
  );
}
