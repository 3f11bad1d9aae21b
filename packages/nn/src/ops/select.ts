import { contiguousStrides } from "@qkv/core-wasm/contract";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { asStrided } from "./as-strided.ts";

/**
 * x[..., index, ...] without axis `dim`; a negative index counts from the end. PyTorch's `select`.
 *
 * @throws RangeError for an index beyond the axis
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  expectTensor("select", "x", x);
  const axis = normalDim("select", dim, x.shape);
  const size = x.shape[axis]!;
  const at = index < 0 ? index + size : index;
  if (!Number.isInteger(at) || at < 0 || at >= size)
    throw new RangeError(
      `select: index is ${index}, expected ${-size} to ${size - 1} (axis ${axis} has size ${size})`,
    );
  const stride = contiguousStrides(x.shape);
  const others = (_: unknown, i: number): boolean => i !== axis;
  return asStrided(x, x.shape.filter(others), stride.filter(others), at * stride[axis]!);
}
