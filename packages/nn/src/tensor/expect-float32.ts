import type { Tensor } from "./tensor.ts";

/** Throw for int32, as PyTorch does where a result would not be an integer. */
export function expectFloat32(op: string, name: string, x: Tensor): void {
  if (x.dtype === "int32")
    throw new TypeError(`${op}: ${name} is int32, expected float32; ${name}.float() makes it so`);
}
