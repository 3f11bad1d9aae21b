import { defineProgram, variants } from "../commands/program.ts";
import { flatWorkgroup } from "../wgsl/each-element.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";
import { type Reduction, reductionFunctions, type Width } from "./reduction.ts";

/** Threads of a workgroup over neighbouring columns; the others share the rows. */
export type ColumnLanes = 8 | 32 | 256;

/**
 * The program that reduces columns cut into parts: x [outer, parts of rows, columns] -> y [outer, parts, columns],
 * neighbouring threads on neighbouring columns.
 */
export const columnReduction = (reduction: Reduction) =>
  variants((width: Width, lanes: ColumnLanes, maps: boolean) => {
    const sharers = flatWorkgroup / lanes;
    const settled =
      width === "f32"
        ? "settled(pairOf(total))"
        : `vec4f(${["x", "y", "z", "w"].map((c) => `settled(vec2f(total.value.${c}, total.lost.${c}))`).join(", ")})`;
    return defineProgram({
      name: `${reduction.name} of columns`,
      reads: { x: width },
      writes: { y: width },
      params: {
        ...({ columns: "u32", columnBlocks: "u32", blocks: "u32" } as const),
        ...({ rows: "u32", parts: "u32", partSize: "u32" } as const),
      },
      code: `${reductionFunctions(reduction, width, maps)}
var<workgroup> partial: array<State, ${flatWorkgroup}>;
${workgroupMain(flatWorkgroup, "thread")} {
  let sharer = thread / ${lanes}u;
  for (var block = group.x; block < params.blocks; block += groups.x) {
    let column = block % params.columnBlocks * ${lanes}u + thread % ${lanes}u;
    let result = block / params.columnBlocks; // of outer * parts
    let part = result % params.parts;
    let first = result / params.parts * params.rows;
    let start = first + part * params.partSize + sharer;
    let end = first + min(params.rows, (part + 1u) * params.partSize);
    var state = State(${width}(${reduction.identity}), ${width}());
    if (column < params.columns && start < end) {
      state = gather(start * params.columns + column, end * params.columns, ${sharers}u * params.columns);
    }
    partial[thread] = state;
    workgroupBarrier();
    for (var half = ${sharers >> 1}u; half > 0u; half /= 2u) {
      if (sharer < half) {
        partial[thread] = merged(partial[thread], partial[thread + half * ${lanes}u]);
      }
      workgroupBarrier();
    }
    if (sharer == 0u && column < params.columns) {
      let total = partial[thread];
      y[result * params.columns + column] = ${settled};
    }
    workgroupBarrier();
  }
}`,
    });
  });
