import { formatShape, type Shape, ShapeError, sizeOf } from "./shape.ts";
import { mergeAxes, type StridedAxis } from "./strided-axes.ts";

/** The common shape of two operands: axes are matched from the last, and an axis of 1 (or none) repeats. */
export function broadcastShapes(kernel: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const ofA = a[axis - rank + a.length] ?? 1;
    const ofB = b[axis - rank + b.length] ?? 1;
    if (ofA !== ofB && ofA !== 1 && ofB !== 1)
      throw new ShapeError(
        `${kernel}: b is ${formatShape(b)}, expected a shape that broadcasts with a, ${formatShape(a)}`,
      );
    shape[axis] = ofA === 1 ? ofB : ofA;
  }
  return shape;
}

/** Elements from one index of each of `shape`'s axes to the next in a tensor that broadcasts to it; 0 where it repeats. */
export function broadcastStrides(operand: Shape, shape: Shape): readonly number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (let axis = operand.length - 1; axis >= 0; axis--) {
    const size = operand[axis]!;
    if (size !== 1) strides[axis + shape.length - operand.length] = step;
    step *= size;
  }
  return strides;
}

/** As few axes as walk through `shape`, with the steps of operands that broadcast to it. */
export function broadcastAxes(shape: Shape, operands: readonly Shape[]): readonly StridedAxis[] {
  const strides = operands.map((operand) => broadcastStrides(operand, shape));
  return mergeAxes(shape.map((size, i) => ({ size, strides: strides.map((s) => s[i]!) })));
}

/** Call `visit` with the offset of each element of `shape`, in order, in tensors of the given strides. */
export function forEachOffset(
  shape: Shape,
  strides: readonly (readonly number[])[],
  visit: (index: number, offsets: readonly number[]) => void,
): void {
  const at = shape.map(() => 0);
  const offsets = strides.map(() => 0);
  const move = (axis: number, steps: number) => {
    for (let operand = 0; operand < strides.length; operand++)
      offsets[operand]! += steps * strides[operand]![axis]!;
  };
  const size = sizeOf(shape);
  for (let index = 0; index < size; index++) {
    visit(index, offsets);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis]!++;
      move(axis, 1);
      if (at[axis]! < shape[axis]!) break;
      move(axis, -shape[axis]!);
      at[axis] = 0;
    }
  }
}
