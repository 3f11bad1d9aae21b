import { formatShape, type Shape } from "@qkv/core-wasm/contract";
import { describeValue } from "../options/describe-value.ts";

/** The axis that `dim` names, counted from the end where negative; a RangeError where there is none. */
export function normalDim(op: string, dim: number, shape: Shape, argument = "dim"): number {
  expectShapeOfTensor(op, shape);
  const rank = shape.length;
  const normal = typeof dim === "number" && dim < 0 ? dim + rank : dim;
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank)
    throw new RangeError(
      `${op}: ${argument} is ${describeValue(dim)}, expected ${-rank} to ${rank - 1}, an axis of ${formatShape(shape)}`,
    );
  return normal;
}

/** From JavaScript anything may come: what has no shape is no tensor. */
export function expectShapeOfTensor(op: string, shape: Shape | undefined): void {
  if (shape === undefined)
    throw new TypeError(`${op}: x is no tensor, expected one, as tensor([1, 2]) makes`);
}
