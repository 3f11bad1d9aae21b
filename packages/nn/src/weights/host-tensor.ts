import type { DType, Shape } from "@qkv/core-wasm/contract";

/** A tensor's values in the memory of JavaScript, row-major, as files hold them. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  /** Float32Array for float32, Int32Array for int32; one value for each element of the shape. */
  readonly values: Float32Array | Int32Array;
}
