import { contiguousStrides } from "@qkv/core-wasm/contract";
import { integersOf } from "../op-definition/integers-of.ts";
import { normalDims } from "../op-definition/normal-dims.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Integers } from "../tensor/tensor-operations.ts";
import { asStrided } from "./as-strided.ts";

/** x with the order of elements reversed along `dims`, an axis or several. PyTorch's `flip`. */
export function flip(x: Tensor, ...dims: Integers): Tensor {
  expectTensor("flip", "x", x);
  const stride = contiguousStrides(x.shape);
  let offset = 0;
  for (const axis of normalDims("flip", x.shape, integersOf("flip", "dims", dims))) {
    offset += Math.max(0, x.shape[axis]! - 1) * stride[axis]!;
    stride[axis]! *= -1;
  }
  return asStrided(x, x.shape, stride, offset);
}
