import type { Shape } from "@qkv/core-wasm/contract";
import { describeValue } from "../options/describe-value.ts";
import { expectFlag } from "../options/expect-argument.ts";
import type { Dims } from "../tensor/tensor-operations.ts";
import { expectShapeOfTensor, normalDim } from "./normal-dim.ts";

/** The axes that `dims` name, one or several, non-negative and ascending; a RangeError where there is none, or one twice. */
export function normalDims(op: string, shape: Shape, dims: Dims): readonly number[] {
  if (typeof dims !== "number" && !Array.isArray(dims))
    throw new TypeError(
      `${op}: dims is ${describeValue(dims)}, expected an axis or an array of axes`,
    );
  const given: readonly number[] = typeof dims === "number" ? [dims] : dims;
  // As in PyTorch the one axis of a scalar may be named.
  const scalar = shape.length === 0;
  const normal = given.map((dim) => normalDim(op, dim, scalar ? [1] : shape));
  const twice = normal.find((dim, i) => normal.indexOf(dim) !== i);
  if (twice !== undefined)
    throw new RangeError(
      `${op}: dims are [${given}], expected distinct axes, and ${twice} comes twice`,
    );
  return scalar ? [] : normal.sort((a, b) => a - b);
}

/** How a reduction goes over `dims`, and whether they stay with the size 1. */
export function reduction(
  op: string,
  shape: Shape,
  dims: Dims | undefined,
  keepDims: boolean,
): { readonly dims: readonly number[]; readonly keepDims: boolean } {
  expectFlag(op, "keepDims", keepDims);
  return { dims: reducedDims(op, shape, dims), keepDims };
}

/** The axes that a reduction takes: those that `dims` name; all where it is not given or, as in PyTorch, empty. */
export function reducedDims(op: string, shape: Shape, dims: Dims | undefined): readonly number[] {
  expectShapeOfTensor(op, shape);
  if (dims === undefined || (Array.isArray(dims) && dims.length === 0))
    return shape.map((_, i) => i);
  return normalDims(op, shape, dims);
}
