import { expectShapeOfTensor, normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { integerReduce } from "./integer-reduce.ts";
import { toFloat } from "./to-float.ts";

/**
 * Index of the largest along `dim`, the first of equals: int32. Without `dim`, of the largest of all
 * elements, row-major, as a scalar. Not differentiable.
 */
export function argmax(x: Tensor, dim?: number, keepDims = false): Tensor {
  expectTensor("argmax", "x", x);
  expectShapeOfTensor("argmax", x.shape);
  // As in PyTorch the one axis of a scalar may be named.
  if (dim !== undefined && x.shape.length === 0) normalDim("argmax", dim, [1]);
  else if (dim !== undefined) return alongAxis(x, normalDim("argmax", dim, x.shape), keepDims);
  return scope(() => {
    const y = alongAxis(x.alias([x.size]), 0, false);
    return keepDims ? y.alias(x.shape.map(() => 1)) : y;
  });
}

function alongAxis(x: Tensor, dim: number, keepDims: boolean): Tensor {
  if (x.dtype === "float32") return launch("argmax", { x }, { dim, keepDims }).y;
  // Floats do not tell large integers apart: where the largest stand is a mask, and the first of its ones is looked for.
  return scope(() => {
    const largest = integerReduce("max", x, { dims: [dim], keepDims: true });
    const { c } = launch("compare", { a: x, b: largest }, { comparison: "eq" });
    return launch("argmax", { x: toFloat(c) }, { dim, keepDims }).y;
  });
}
