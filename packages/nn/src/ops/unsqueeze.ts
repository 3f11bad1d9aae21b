import { formatShape } from "@qkv/core-wasm/contract";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";

/**
 * x with a new axis of size 1 at place `dim` of the result. Shares memory.
 *
 * @throws RangeError for a dim beyond the axes of the result
 */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  expectTensor("unsqueeze", "x", x);
  const rank = x.shape.length;
  const at = dim < 0 ? dim + rank + 1 : dim;
  if (!Number.isInteger(at) || at < 0 || at > rank)
    throw new RangeError(
      `unsqueeze: dim is ${dim}, expected ${-rank - 1} to ${rank} for ${formatShape(x.shape)}`,
    );
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}
