import type { Device } from "./device.ts";
import type { Tensor } from "./tensor.ts";

/** What arithmetic takes: a tensor, or a number for a tensor of one element. */
export type TensorOrNumber = Tensor | number;
/** One axis or several; negative ones count from the end. */
export type Dims = number | readonly number[];
/** Integers one by one, or in one array. */
export type Integers = number[] | [readonly number[]];

/**
 * The operations that tensors have as methods, as PyTorch's have: each is the function of the same name with this tensor
 * in the first place, and is documented there.
 */
export abstract class TensorOperations {
  abstract readonly device: Device;

  add(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.add(this, other);
  }
  sub(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.sub(this, other);
  }
  mul(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.mul(this, other);
  }
  div(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.div(this, other);
  }
  maximum(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.maximum(this, other);
  }
  minimum(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.minimum(this, other);
  }
  scale(this: Tensor, factor: number): Tensor {
    return this.device.methods.scale(this, factor);
  }
  pow(this: Tensor, exponent: number): Tensor {
    return this.device.methods.pow(this, exponent);
  }
  neg(this: Tensor): Tensor {
    return this.device.methods.neg(this);
  }
  abs(this: Tensor): Tensor {
    return this.device.methods.abs(this);
  }
  square(this: Tensor): Tensor {
    return this.device.methods.square(this);
  }
  sqrt(this: Tensor): Tensor {
    return this.device.methods.sqrt(this);
  }
  rsqrt(this: Tensor): Tensor {
    return this.device.methods.rsqrt(this);
  }
  reciprocal(this: Tensor): Tensor {
    return this.device.methods.reciprocal(this);
  }
  exp(this: Tensor): Tensor {
    return this.device.methods.exp(this);
  }
  log(this: Tensor): Tensor {
    return this.device.methods.log(this);
  }
  sin(this: Tensor): Tensor {
    return this.device.methods.sin(this);
  }
  cos(this: Tensor): Tensor {
    return this.device.methods.cos(this);
  }
  erf(this: Tensor): Tensor {
    return this.device.methods.erf(this);
  }
  /** At least min and at most max; one of them may be left out. */
  clamp(this: Tensor, bounds: { readonly min?: number; readonly max?: number }): Tensor {
    return this.device.methods.clamp(this, bounds);
  }

  relu(this: Tensor): Tensor {
    return this.device.methods.relu(this);
  }
  gelu(this: Tensor, options?: { readonly approximate?: "none" | "tanh" }): Tensor {
    return this.device.methods.gelu(this, options);
  }
  silu(this: Tensor): Tensor {
    return this.device.methods.silu(this);
  }
  sigmoid(this: Tensor): Tensor {
    return this.device.methods.sigmoid(this);
  }
  tanh(this: Tensor): Tensor {
    return this.device.methods.tanh(this);
  }
  softplus(
    this: Tensor,
    options?: { readonly beta?: number; readonly threshold?: number },
  ): Tensor {
    return this.device.methods.softplus(this, options);
  }
  /** Softmax over `dim`, the last axis unless given. */
  softmax(this: Tensor, dim?: number): Tensor {
    return this.device.methods.softmax(this, dim);
  }
  /** ln softmax over `dim`, the last axis unless given. */
  logSoftmax(this: Tensor, dim?: number): Tensor {
    return this.device.methods.logSoftmax(this, dim);
  }

  /** int32: 1 where this > other, else 0; likewise the five below. */
  gt(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.gt(this, other);
  }
  ge(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.ge(this, other);
  }
  lt(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.lt(this, other);
  }
  le(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.le(this, other);
  }
  eq(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.eq(this, other);
  }
  ne(this: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.ne(this, other);
  }
  /** These elements where the condition (int32) is not 0, else those of `other`. */
  where(this: Tensor, condition: Tensor, other: TensorOrNumber): Tensor {
    return this.device.methods.where(this, condition, other);
  }
  /** `value` where the mask (int32) is not 0. */
  maskedFill(this: Tensor, mask: Tensor, value: number): Tensor {
    return this.device.methods.maskedFill(this, mask, value);
  }

  matmul(this: Tensor, other: Tensor): Tensor {
    return this.device.methods.matmul(this, other);
  }

  /** Sum over `dims`, an axis or several; over all unless given. */
  sum(this: Tensor, dims?: Dims, keepDims?: boolean): Tensor {
    return this.device.methods.sum(this, dims, keepDims);
  }
  mean(this: Tensor, dims?: Dims, keepDims?: boolean): Tensor {
    return this.device.methods.mean(this, dims, keepDims);
  }
  variance(
    this: Tensor,
    dims?: Dims,
    options?: { readonly correction?: number; readonly keepDims?: boolean },
  ): Tensor {
    return this.device.methods.variance(this, dims, options);
  }
  std(
    this: Tensor,
    dims?: Dims,
    options?: { readonly correction?: number; readonly keepDims?: boolean },
  ): Tensor {
    return this.device.methods.std(this, dims, options);
  }
  /** (sum |x|^p)^(1 / p) over `dims`, all of them unless given; p is 2 unless given. */
  norm(this: Tensor, p?: number | "fro", dims?: Dims, keepDims?: boolean): Tensor {
    return this.device.methods.norm(this, p, dims, keepDims);
  }
  /** Largest over `dims`, all of them unless given: PyTorch's `amax`. */
  max(this: Tensor, dims?: Dims, keepDims?: boolean): Tensor {
    return this.device.methods.max(this, dims, keepDims);
  }
  /** Smallest over `dims`, all of them unless given: PyTorch's `amin`. */
  min(this: Tensor, dims?: Dims, keepDims?: boolean): Tensor {
    return this.device.methods.min(this, dims, keepDims);
  }
  /** Index of the largest along `dim`, or of all elements: int32. */
  argmax(this: Tensor, dim?: number, keepDims?: boolean): Tensor {
    return this.device.methods.argmax(this, dim, keepDims);
  }
  /** Index of the smallest along `dim`, or of all elements: int32. */
  argmin(this: Tensor, dim?: number, keepDims?: boolean): Tensor {
    return this.device.methods.argmin(this, dim, keepDims);
  }
  cumsum(this: Tensor, dim: number): Tensor {
    return this.device.methods.cumsum(this, dim);
  }
  /** The k largest along `dim`, the last axis unless given, and their indices. */
  topk(
    this: Tensor,
    k: number,
    dim?: number,
  ): { readonly values: Tensor; readonly indices: Tensor } {
    return this.device.methods.topk(this, k, dim);
  }

  /** reshape(2, 3) or reshape([2, 3]); one axis may be -1: it takes what is left. Shares memory. */
  reshape(this: Tensor, ...shape: Integers): Tensor {
    return this.device.methods.reshape(this, ...shape);
  }
  /** The axes from startDim to endDim as one. Shares memory. */
  flatten(this: Tensor, startDim?: number, endDim?: number): Tensor {
    return this.device.methods.flatten(this, startDim, endDim);
  }
  /** A new axis of size 1. Shares memory. */
  unsqueeze(this: Tensor, dim: number): Tensor {
    return this.device.methods.unsqueeze(this, dim);
  }
  /** Without axes of size 1: these, or all. Shares memory. */
  squeeze(this: Tensor, dims?: Dims): Tensor {
    return this.device.methods.squeeze(this, dims);
  }
  permute(this: Tensor, ...order: Integers): Tensor {
    return this.device.methods.permute(this, ...order);
  }
  transpose(this: Tensor, dim0: number, dim1: number): Tensor {
    return this.device.methods.transpose(this, dim0, dim1);
  }
  /** Repeated along axes of size 1, as in broadcasting; -1 keeps a size. A copy. */
  expand(this: Tensor, ...shape: Integers): Tensor {
    return this.device.methods.expand(this, ...shape);
  }
  /** [start, end) of an axis, as Python's slices: negative bounds count from the end. A copy. */
  slice(this: Tensor, dim: number, start?: number, end?: number, step?: number): Tensor {
    return this.device.methods.slice(this, dim, start, end, step);
  }
  select(this: Tensor, dim: number, index: number): Tensor {
    return this.device.methods.select(this, dim, index);
  }
  split(this: Tensor, sizes: number | readonly number[], dim?: number): Tensor[] {
    return this.device.methods.split(this, sizes, dim);
  }
  chunk(this: Tensor, chunks: number, dim?: number): Tensor[] {
    return this.device.methods.chunk(this, chunks, dim);
  }
  flip(this: Tensor, ...dims: Integers): Tensor {
    return this.device.methods.flip(this, ...dims);
  }
  /** Moved on by `shifts` along `dims`, around the end; as one row without `dims`. A copy. */
  roll(this: Tensor, shifts: number | readonly number[], dims?: Dims): Tensor {
    return this.device.methods.roll(this, shifts, dims);
  }
  tril(this: Tensor, diagonal?: number): Tensor {
    return this.device.methods.tril(this, diagonal);
  }
  triu(this: Tensor, diagonal?: number): Tensor {
    return this.device.methods.triu(this, diagonal);
  }
  repeatInterleave(this: Tensor, repeats: number | readonly number[], dim?: number): Tensor {
    return this.device.methods.repeatInterleave(this, repeats, dim);
  }

  /** As float32. */
  float(this: Tensor): Tensor {
    return this.device.methods.float(this);
  }
  /** Cut towards 0, as int32. */
  int(this: Tensor): Tensor {
    return this.device.methods.int(this);
  }

  gather(this: Tensor, dim: number, index: Tensor): Tensor {
    return this.device.methods.gather(this, dim, index);
  }
  indexSelect(this: Tensor, dim: number, index: Tensor): Tensor {
    return this.device.methods.indexSelect(this, dim, index);
  }
  scatterAdd(this: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
    return this.device.methods.scatterAdd(this, dim, index, source);
  }
}
