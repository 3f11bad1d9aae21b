import type { Shape } from "@qkv/core-wasm/contract";
import type { BackwardOptions } from "./graph-node.ts";
import type { Tensor } from "./tensor.ts";

/**
 * What the tensor class needs of the layers above it. The device carries the table, so that a tensor
 * can offer `a.matmul(b)` without importing an op.
 */
export interface TensorMethods {
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  scale(x: Tensor, factor: number): Tensor;
  exp(x: Tensor): Tensor;
  log(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  matmul(a: Tensor, b: Tensor): Tensor;
  softmax(x: Tensor, dim?: number): Tensor;
  logSoftmax(x: Tensor, dim?: number): Tensor;
  tanh(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  neg(x: Tensor): Tensor;
  abs(x: Tensor): Tensor;
  pow(x: Tensor, exponent: number): Tensor;
  max(x: Tensor, dims?: readonly number[], keepDims?: boolean): Tensor;
  argmax(x: Tensor, dim?: number, keepDims?: boolean): Tensor;
  sum(x: Tensor, dims?: readonly number[], keepDims?: boolean): Tensor;
  mean(x: Tensor, dims?: readonly number[], keepDims?: boolean): Tensor;
  reshape(x: Tensor, shape: Shape): Tensor;
  permute(x: Tensor, order: readonly number[]): Tensor;
  transpose(x: Tensor, dim0: number, dim1: number): Tensor;
  slice(x: Tensor, dim: number, start?: number, end?: number, step?: number): Tensor;
  unsqueeze(x: Tensor, dim: number): Tensor;
  squeeze(x: Tensor, dims?: number | readonly number[]): Tensor;
  flatten(x: Tensor, startDim?: number, endDim?: number): Tensor;
  backward(root: Tensor, options?: BackwardOptions): void;
}
