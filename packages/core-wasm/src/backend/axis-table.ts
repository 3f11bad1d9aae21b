import type { LinearMemory } from "./linear-memory.ts";

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

/** Write the axes to scratch as int32, each { size, ...strides }; gives the address. */
export function writeAxes(memory: LinearMemory, axes: readonly StridedAxis[]): number {
  const words: number[] = [];
  for (const { size, strides } of axes) words.push(size, ...strides);
  const pointer = memory.scratch(4 * words.length);
  memory.upload({ pointer, length: words.length, dtype: "int32", layout: "rows" }, words);
  return pointer;
}
