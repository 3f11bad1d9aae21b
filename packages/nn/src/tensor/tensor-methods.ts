import type { RandomValues } from "@qkv/core-wasm/contract";
import type { BackwardOptions } from "./graph-node.ts";
import type { Tensor } from "./tensor.ts";
import type { TensorOperations } from "./tensor-operations.ts";

/**
 * What the tensor class needs of the layers above it: the function behind each method, with the tensor in the first
 * place. The device carries the table, so that a tensor can offer `a.matmul(b)` without importing an op.
 */
export type TensorMethods = {
  readonly [K in Exclude<keyof TensorOperations, "device">]: (
    x: Tensor,
    ...given: Parameters<TensorOperations[K]>
  ) => ReturnType<TensorOperations[K]>;
} & {
  backward(root: Tensor, options?: BackwardOptions): void;
  /** Random numbers for a device that draws none itself: `count` of them, from the first. */
  drawOnHost(values: RandomValues, count: number): Float32Array;
};
