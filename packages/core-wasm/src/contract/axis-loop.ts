import { formatShape, type Shape, ShapeError, sizeOf } from "./shape.ts";

/** A tensor as [outer, count, inner], the axis in question in the middle. */
export interface AxisLoop {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** The shape around its axis `dim`, which must be one of its own. */
export function axisLoop(kernel: string, x: Shape, dim: number): AxisLoop {
  if (!(Number.isInteger(dim) && dim >= 0 && dim < x.length))
    throw new ShapeError(`${kernel}: dim is ${dim}, expected an axis of x, ${formatShape(x)}`);
  return {
    outer: sizeOf(x.slice(0, dim)),
    count: x[dim]!,
    inner: sizeOf(x.slice(dim + 1)),
  };
}
