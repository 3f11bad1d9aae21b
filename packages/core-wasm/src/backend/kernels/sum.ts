import { type Shape, sizeOf } from "../../contract/index.ts";
import type { KernelSet } from "../kernel-set.ts";

/** Neighbouring axes that are all summed, or all kept. */
interface AxisGroup {
  readonly size: number;
  readonly summed: boolean;
}

/** One reduction [outer, count, inner] -> [outer, inner]. */
interface SumPass {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

function sumPasses(shape: Shape, dims: readonly number[]): readonly SumPass[] {
  const groups: AxisGroup[] = [];
  shape.forEach((size, axis) => {
    const summed = dims.includes(axis);
    const before = groups.at(-1);
    if (size === 1) return;
    if (before?.summed === summed) groups[groups.length - 1] = { size: before.size * size, summed };
    else groups.push({ size, summed });
  });
  const passes: SumPass[] = [];
  // From the last axis on, so that every pass reads whole rows.
  for (let at = groups.length - 1; at >= 0; at--) {
    if (!groups[at]!.summed) continue;
    const outer = sizeOf(groups.slice(0, at).map(({ size }) => size));
    const kept = groups.slice(at + 1).filter(({ summed }) => !summed);
    passes.push({ outer, count: groups[at]!.size, inner: sizeOf(kept.map(({ size }) => size)) });
  }
  return passes;
}

export const sumKernels: KernelSet<"sum"> = ({ wasm, memory }) => ({
  sum: ({ x }, { y }, shapes, { dims }) => {
    const passes = sumPasses(shapes.x, dims);
    if (passes.length === 0) wasm.writeRows(y.pointer, x.pointer, 1, x.length, 0, 0);
    const strips = wasm.sumColumnsScratch();
    const between = passes.slice(0, -1).map(({ outer, inner }) => 4 * outer * inner);
    const scratch = memory.scratch(between.reduce((sum, bytes) => sum + bytes, strips));
    let from = x.pointer;
    let free = scratch + strips;
    passes.forEach(({ outer, count, inner }, pass) => {
      const to = pass === passes.length - 1 ? y.pointer : free;
      if (inner === 1) wasm.sumRows(from, to, outer, count);
      else
        for (let i = 0; i < outer; i++)
          wasm.sumColumns(
            from + 4 * i * count * inner,
            to + 4 * i * inner,
            count,
            inner,
            0,
            inner,
            scratch,
          );
      from = to;
      free += between[pass] ?? 0;
    });
  },
});
