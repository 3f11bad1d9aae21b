import { type Shape, sizeOf } from "../contract/index.ts";
import type { LinearMemory } from "./linear-memory.ts";

/** Neighbouring axes that are all reduced, or all kept. */
interface AxisGroup {
  readonly size: number;
  readonly reduced: boolean;
}

/** One reduction [outer, count, inner] -> [outer, inner]. */
interface ReductionPass {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** The passes that reduce the axes `dims`; none where they hold one element each. */
function reductionPasses(shape: Shape, dims: readonly number[]): readonly ReductionPass[] {
  const groups: AxisGroup[] = [];
  shape.forEach((size, axis) => {
    const reduced = dims.includes(axis);
    const before = groups.at(-1);
    if (size === 1) return;
    if (before?.reduced === reduced)
      groups[groups.length - 1] = { size: before.size * size, reduced };
    else groups.push({ size, reduced });
  });
  const passes: ReductionPass[] = [];
  // From the last axis on, so that every pass reads whole rows.
  for (let at = groups.length - 1; at >= 0; at--) {
    if (!groups[at]!.reduced) continue;
    const outer = sizeOf(groups.slice(0, at).map(({ size }) => size));
    const kept = groups.slice(at + 1).filter(({ reduced }) => !reduced);
    passes.push({ outer, count: groups[at]!.size, inner: sizeOf(kept.map(({ size }) => size)) });
  }
  return passes;
}

/** How a reduction works on memory. */
interface Reduction {
  /** x [rows, columns] -> y [rows]. */
  readonly rows: (x: number, y: number, rows: number, columns: number) => void;
  /** x [rows, columns] -> y [columns]; `scratch` holds the bytes asked for. */
  readonly columns: (x: number, y: number, rows: number, columns: number, scratch: number) => void;
  /** Nothing is reduced: `count` elements go over as they are. */
  readonly copy: (x: number, y: number, count: number) => void;
  readonly scratchBytes?: number;
}

/** Reduce the axes `dims` of x at address `from` into `to`, results between two passes in scratch. */
export function reduceAxes(
  { rows, columns, copy, scratchBytes = 0 }: Reduction,
  memory: LinearMemory,
  from: number,
  to: number,
  shape: Shape,
  dims: readonly number[],
): void {
  const passes = reductionPasses(shape, dims);
  if (passes.length === 0) copy(from, to, sizeOf(shape));
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
