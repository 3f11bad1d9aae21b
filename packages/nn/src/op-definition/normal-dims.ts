import type { Shape } from "@qkv/core-wasm/contract";

/** The axes that `dims` name (all of them unless given), non-negative and ascending. */
export function normalDims(op: string, shape: Shape, dims?: readonly number[]): readonly number[] {
  if (!dims) return shape.map((_, i) => i);
  const normal = dims.map((dim) => (dim < 0 ? dim + shape.length : dim));
  for (const [i, dim] of normal.entries())
    if (!(Number.isInteger(dim) && dim >= 0 && dim < shape.length) || normal.indexOf(dim) !== i)
      throw new RangeError(
        `${op}: dims are [${dims}], expected distinct axes from ${-shape.length} to ${shape.length - 1}`,
      );
  return normal.sort((a, b) => a - b);
}
