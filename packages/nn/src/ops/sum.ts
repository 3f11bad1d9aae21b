import { sizeOf } from "@qkv/core-wasm/contract";
import { sayMeanOver } from "../op-definition/averaged-over.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { reduction } from "../op-definition/normal-dims.ts";
import { expectFloat32 } from "../tensor/expect-float32.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";
import { integerReduce } from "./integer-reduce.ts";
import { scale } from "./scale.ts";

/** dx = dy, spread over the axes that were summed. */
export const sumOp = defineOp("sum", {
  save: () => ({}),
  backward: ({ gradient, shapes: { x }, attrs: { dims } }) => {
    const kept = gradient.alias(x.map((axis, i) => (dims.includes(i) ? 1 : axis)));
    const zeros = Tensor.empty(gradient.device, x);
    zeros.upload(new Float32Array(sizeOf(x)));
    return { x: launch("add", { a: zeros, b: kept }, {}).c };
  },
});

/**
 * Sum over `dims`, an axis or several: all of them unless given, or where the list is empty; negative ones count from
 * the end. That of int32 is int32 and wraps around (PyTorch: int64).
 */
export function sum(x: Tensor, dims?: Dims, keepDims = false): Tensor {
  expectTensor("sum", "x", x);
  const axes = reduction("sum", x.shape, dims, keepDims);
  return x.dtype === "int32" ? integerReduce("sum", x, axes) : sumOp({ x }, axes).y;
}

/** Mean over `dims`, as `sum`. */
export function mean(x: Tensor, dims?: Dims, keepDims = false): Tensor {
  expectTensor("mean", "x", x);
  expectFloat32("mean", "x", x);
  const axes = reduction("mean", x.shape, dims, keepDims);
  const count = sizeOf(axes.dims.map((dim) => x.shape[dim]!));
  if (axes.dims.length === x.shape.length) sayMeanOver(count);
  return scope(() => scale(sumOp({ x }, axes).y, 1 / count));
}
