import { formatShape, type Shape, ShapeError, sizeOf } from "./shape.ts";

/** A tensor around one of its axes: [outer, size, inner]. */
export interface AxisSpans {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** What lies before, on and behind axis `dim`; a ShapeError where there is no such axis. */
export function axisSpans(kernel: string, operand: string, shape: Shape, dim: number): AxisSpans {
  const size = shape[dim];
  if (size === undefined)
    throw new ShapeError(
      `${kernel}: dim is ${dim}, expected 0 to ${shape.length - 1}, an axis of ${operand}, ${formatShape(shape)}`,
    );
  return { outer: sizeOf(shape.slice(0, dim)), size, inner: sizeOf(shape.slice(dim + 1)) };
}

/** The shape with another size on axis `dim`. */
export const withAxis = (shape: Shape, dim: number, size: number): Shape =>
  shape.map((axis, i) => (i === dim ? size : axis));
