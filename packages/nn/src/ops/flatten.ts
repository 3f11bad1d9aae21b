import { sizeOf } from "@qkv/core-wasm/contract";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";

/**
 * The axes from startDim to endDim as one. Shares memory. PyTorch's `flatten`.
 *
 * @throws RangeError for a startDim behind endDim
 */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  expectTensor("flatten", "x", x);
  if (x.shape.length === 0) return reshape(x, [1]);
  const first = normalDim("flatten", startDim, x.shape, "startDim");
  const last = normalDim("flatten", endDim, x.shape, "endDim");
  if (first > last)
    throw new RangeError(`flatten: startDim is ${startDim}, expected one before endDim, ${endDim}`);
  const size = sizeOf(x.shape.slice(first, last + 1));
  return reshape(x, [...x.shape.slice(0, first), size, ...x.shape.slice(last + 1)]);
}
