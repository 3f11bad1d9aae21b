import type { StridedAxis } from "../contract/index.ts";
import type { LinearMemory } from "./linear-memory.ts";

/** The axes, or one of size 1 for so many tensors: kernels go over the last axis in their innermost loop. */
export const atLeastOneAxis = (
  axes: readonly StridedAxis[],
  tensors: number,
): readonly StridedAxis[] =>
  axes.length > 0 ? axes : [{ size: 1, strides: new Array<number>(tensors).fill(0) }];

/** Write the axes to scratch as int32, each { size, ...strides }; gives the address. */
export function writeAxes(memory: LinearMemory, axes: readonly StridedAxis[]): number {
  const words: number[] = [];
  for (const { size, strides } of axes) words.push(size, ...strides);
  const pointer = memory.scratch(4 * words.length);
  memory.upload({ pointer, length: words.length, dtype: "int32", layout: "rows" }, words);
  return pointer;
}
