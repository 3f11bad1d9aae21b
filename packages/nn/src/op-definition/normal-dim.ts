import { formatShape, type Shape } from "@qkv/core-wasm/contract";
import { describeValue } from "../options/describe-value.ts";

/** The axis that `dim` names, counted from the end where negative; a RangeError where there is none. */
export function normalDim(op: string, dim: number, shape: Shape, argument = "dim"): number {
  const rank = shape.length;
  const normal = dim < 0 ? dim + rank : dim;
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank)
    throw new RangeError(
      `${op}: ${argument} is ${describeValue(dim)}, expected ${-rank} to ${rank - 1}, an axis of ${formatShape(shape)}`,
    );
  return normal;
}
