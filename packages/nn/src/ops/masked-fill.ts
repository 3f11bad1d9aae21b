import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { where } from "./where.ts";

/**
 * x with `value` where the mask (int32, broadcast to x) is not 0. PyTorch's `masked_fill`.
 *
 * @throws ShapeError for a mask that does not broadcast to x; TypeError for a fraction in int32
 */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  expectTensor("maskedFill", "x", x);
  expectTensor("maskedFill", "mask", mask);
  const lead = x.shape.length - mask.shape.length;
  if (lead < 0 || mask.shape.some((size, i) => size !== 1 && size !== x.shape[i + lead]))
    throw new ShapeError(
      `maskedFill: mask is ${formatShape(mask.shape)}, expected a shape that broadcasts to x, ${formatShape(x.shape)}`,
    );
  if (x.dtype === "int32" && !Number.isInteger(value))
    throw new TypeError(`maskedFill: value is ${value}, expected an integer, for x is int32`);
  return where(mask, value, x);
}
