import { type Shape, sizeOf } from "./shape.ts";

/** One reduction [outer, count, inner] -> [outer, inner]. */
export interface ReductionPass {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** The passes that reduce the axes `dims`, neighbouring ones together; none where they hold one element each. */
export function reductionPasses(shape: Shape, dims: readonly number[]): readonly ReductionPass[] {
  const groups: { size: number; readonly reduced: boolean }[] = [];
  shape.forEach((size, axis) => {
    const reduced = dims.includes(axis);
    const before = groups.at(-1);
    if (size === 1) return;
    if (before?.reduced === reduced) before.size *= size;
    else groups.push({ size, reduced });
  });
  const passes: ReductionPass[] = [];
  // From the last axis on, so that the first pass reads whole rows.
  for (let at = groups.length - 1; at >= 0; at--) {
    if (!groups[at]!.reduced) continue;
    const outer = sizeOf(groups.slice(0, at).map(({ size }) => size));
    const kept = groups.slice(at + 1).filter(({ reduced }) => !reduced);
    passes.push({ outer, count: groups[at]!.size, inner: sizeOf(kept.map(({ size }) => size)) });
  }
  return passes;
}
