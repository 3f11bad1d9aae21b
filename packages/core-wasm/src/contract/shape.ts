/** Sizes of a tensor's axes, slowest first. `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements of a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const axis of shape) size *= axis;
  return size;
}

/** Thrown when operands do not fit a kernel. Names the operand, what was expected and what came. */
export class ShapeError extends RangeError {
  override readonly name = "ShapeError";
}

/** Whether two shapes have the same axes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

/** `[2, 3]`, as it stands in messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Throw unless `actual` is `expected`. */
export function expectShape(kernel: string, operand: string, actual: Shape, expected: Shape): void {
  if (!sameShape(actual, expected))
    throw new ShapeError(
      `${kernel}: ${operand} is ${formatShape(actual)}, expected ${formatShape(expected)}`,
    );
}

/** Last axis of a shape that must have one. */
export function lastAxis(kernel: string, operand: string, shape: Shape): number {
  const last = shape.at(-1);
  if (last === undefined)
    throw new ShapeError(`${kernel}: ${operand} is a scalar, expected at least one axis`);
  return last;
}
