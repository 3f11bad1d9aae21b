import { expectShapeOfTensor, normalDim } from "../op-definition/normal-dim.ts";
import { expectFlag } from "../options/expect-argument.ts";
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
export const argmax = (x: Tensor, dim?: number, keepDims = false): Tensor =>
  indexOf("max", x, dim, keepDims);

/** The index of an extreme, for argmax and argmin. */
export function indexOf(
  extreme: "max" | "min",
  x: Tensor,
  dim: number | undefined,
  keepDims: boolean,
): Tensor {
  const name = `arg${extreme}`;
  expectTensor(name, "x", x);
  expectShapeOfTensor(name, x.shape);
  expectFlag(name, "keepDims", keepDims);
  // As in PyTorch the one axis of a scalar may be named.
  if (dim !== undefined && x.shape.length === 0) normalDim(name, dim, [1]);
  else if (dim !== undefined) return alongAxis(extreme, x, normalDim(name, dim, x.shape), keepDims);
  return scope(() => {
    const y = alongAxis(extreme, x.alias([x.size]), 0, false);
    return keepDims ? y.alias(x.shape.map(() => 1)) : y;
  });
}

function alongAxis(extreme: "max" | "min", x: Tensor, dim: number, keepDims: boolean): Tensor {
  return scope(() => {
    if (x.dtype === "float32") {
      const signed = extreme === "max" ? x : launch("neg", { x }, {}).y;
      return launch("argmax", { x: signed }, { dim, keepDims }).y;
    }
    // Floats do not tell large integers apart: where the extreme stands is a mask, and the first of its ones is looked for.
    const value = integerReduce(extreme, x, { dims: [dim], keepDims: true });
    const { c } = launch("compare", { a: x, b: value }, { comparison: "eq" });
    return launch("argmax", { x: toFloat(c) }, { dim, keepDims }).y;
  });
}
