import { type DType, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import type { Device } from "../tensor/device.ts";
import { expectInt32 } from "../tensor/expect-int32.ts";
import { Tensor } from "../tensor/tensor.ts";

/**
 * A tensor of values that an op makes itself; outside the graph. Where they come from a function, the meta device does not
 * ask for them.
 */
export function constant(
  device: Device,
  shape: Shape,
  values: ArrayLike<number> | (() => ArrayLike<number>),
  dtype: DType = "float32",
): Tensor {
  const made = Tensor.empty(device, shape, dtype);
  if (typeof values !== "function") made.upload(values);
  else if (!device.backend.shapesOnly) made.upload(values());
  return made;
}

/** A tensor with one value in every place. */
export const filled = (
  device: Device,
  shape: Shape,
  value: number,
  dtype: DType = "float32",
): Tensor => {
  if (dtype === "int32") expectInt32(value);
  return constant(device, shape, () => new Float64Array(sizeOf(shape)).fill(value), dtype);
};
