import { transpose } from "../ops/transpose.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectShapeOfTensor, normalDim } from "./normal-dim.ts";

/** An op that works on the last axis, on another one: exchanged with the last before and after. */
export function overLastAxis(
  op: string,
  x: Tensor,
  dim: number,
  body: (x: Tensor) => Tensor,
): Tensor {
  expectShapeOfTensor(op, x.shape);
  const last = x.shape.length - 1;
  // A scalar has no axis to name: the op says so.
  if (last < 0 || normalDim(op, dim, x.shape) === last) return body(x);
  return scope(() => transpose(body(transpose(x, dim, last)), dim, last));
}
