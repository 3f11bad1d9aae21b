import { reductionPasses, type Shape, sizeOf } from "../contract/index.ts";
import type { KernelContext } from "./kernel-set.ts";

/** How a reduction works on memory. */
interface Reduction {
  /** x [rows, columns] -> y [rows]. */
  readonly rows: (x: number, y: number, rows: number, columns: number) => void;
  /** x [rows, columns] -> y [columns]; `scratch` holds the bytes asked for. */
  readonly columns: (x: number, y: number, rows: number, columns: number, scratch: number) => void;
  readonly scratchBytes?: number;
}

/** Reduce the axes `dims` of x at address `from` into `to`, results between two passes in scratch. */
export function reduceAxes(
  { rows, columns, scratchBytes = 0 }: Reduction,
  { wasm, memory }: KernelContext,
  from: number,
  to: number,
  shape: Shape,
  dims: readonly number[],
): void {
  const passes = reductionPasses(shape, dims);
  if (passes.length === 0) wasm.writeRows(to, from, 1, sizeOf(shape), 0, 0); // as it is
  const between = passes.slice(0, -1).map(({ outer, inner }) => 4 * outer * inner);
  const scratch = memory.scratch(between.reduce((sum, bytes) => sum + bytes, scratchBytes));
  let source = from;
  let free = scratch + scratchBytes;
  passes.forEach(({ outer, count, inner }, pass) => {
    const target = pass === passes.length - 1 ? to : free;
    if (inner === 1) rows(source, target, outer, count);
    else
      for (let i = 0; i < outer; i++)
        columns(source + 4 * i * count * inner, target + 4 * i * inner, count, inner, scratch);
    source = target;
    free += between[pass] ?? 0;
  });
}
