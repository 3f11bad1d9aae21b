import type { Shape } from "./shape.ts";

/** An axis of a strided loop: its size, and the elements from one index to the next in each tensor. */
export interface StridedAxis {
  readonly size: number;
  readonly strides: readonly number[];
}

/** Elements from one index of each axis to the next in a contiguous tensor. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** The same loop over fewer axes: without those of size 1, and with neighbours joined that step as one. */
export function mergeAxes(axes: readonly StridedAxis[]): readonly StridedAxis[] {
  const merged: StridedAxis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const before = merged.at(-1);
    if (before?.strides.every((stride, i) => stride === axis.strides[i]! * axis.size))
      merged[merged.length - 1] = { size: before.size * axis.size, strides: axis.strides };
    else merged.push(axis);
  }
  return merged;
}

/** As few axes as walk through y, x with its axes in another order: each with its steps in x and in y. */
export function permutedAxes(x: Shape, order: readonly number[]): readonly StridedAxis[] {
  const shape = order.map((axis) => x[axis]!);
  const ofX = contiguousStrides(x);
  const ofY = contiguousStrides(shape);
  return mergeAxes(shape.map((size, i) => ({ size, strides: [ofX[order[i]!]!, ofY[i]!] })));
}
