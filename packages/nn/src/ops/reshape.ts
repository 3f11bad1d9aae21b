import { formatShape, type Shape, ShapeError, sizeOf } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { integersOf } from "../op-definition/integers-of.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Integers } from "../tensor/tensor-operations.ts";

/** The same elements under another shape, given one by one or in an array, without a copy; one axis may be -1. dx = dy, reshaped back. */
export function reshape(x: Tensor, ...sizes: Integers): Tensor {
  expectTensor("reshape", "x", x);
  const shape = integersOf("reshape", "shape", sizes);
  const { shape: from } = x;
  const y = x.alias(inferAxis(from, shape));
  if (wantsGrad(x))
    record("reshape", { shape }, { x }, y, {}, ({ gradient }) => ({ x: gradient.alias(from) }));
  return y;
}

function inferAxis(from: Shape, to: Shape): Shape {
  if (to.indexOf(-1) !== to.lastIndexOf(-1))
    throw new ShapeError(`reshape: shape is ${formatShape(to)}, expected at most one -1`);
  const known = sizeOf(to.filter((axis) => axis !== -1));
  const shape = to.map((axis) => (axis === -1 ? sizeOf(from) / known : axis));
  if (sizeOf(shape) !== sizeOf(from) || shape.some((axis) => !Number.isInteger(axis) || axis < 0))
    throw new ShapeError(`reshape: ${formatShape(from)} does not fit ${formatShape(to)}`);
  return shape;
}
