import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { permute } from "./permute.ts";

/** x with two axes exchanged; copies. PyTorch's `transpose`. */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  expectTensor("transpose", "x", x);
  const first = normalDim("transpose", dim0, x.shape, "dim0");
  const second = normalDim("transpose", dim1, x.shape, "dim1");
  const order = x.shape.map((_, i) => i);
  order[first] = second;
  order[second] = first;
  return permute(x, order);
}
