import { type Shape, sizeOf } from "@qkv/core-wasm/contract";

/** An axis of a strided loop: its size, and the elements from one index to the next in each tensor. */
export interface StridedAxis {
  readonly size: number;
  readonly strides: readonly number[];
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

/** Elements from one index of each axis to the next in a dense tensor. */
export const denseStrides = (shape: Shape): readonly number[] =>
  shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

/** Parameters `NAME0`, `NAME1`, ...: uniforms have no arrays that are not padded. */
export const numbered = <T>(name: string, values: readonly T[]): Record<string, T> =>
  Object.fromEntries(values.map((value, i) => [`${name}${i}`, value]));

const mostAxes = 16;

/** Throw where a loop has more axes than the kernels take; those that step as one count once. */
export function expectAxes(kernel: string, axes: readonly StridedAxis[]): void {
  if (axes.length > mostAxes)
    throw new RangeError(
      `${kernel}: ${axes.length} axes that do not step as one, expected at most ${mostAxes} on WebGPU; ` +
        "do it in two steps",
    );
}
