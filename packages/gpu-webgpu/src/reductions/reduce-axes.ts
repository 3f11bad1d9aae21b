import { type ReductionPass, reductionPasses, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { shuffledLanes } from "../wgsl/workgroup-reduction.ts";
import { type ColumnLanes, columnReduction } from "./column-reduction.ts";
import type { Reduction } from "./reduction.ts";
import { rowReduction, type Team } from "./row-reduction.ts";

/** Workgroups that fill a large GPU. */
const enoughWorkgroups = 512;
/** A part that a workgroup takes in a few microseconds, not much longer than it takes to launch another pass. */
const shortPart = 4096;
/** The shortest parts worth a second pass. */
const leastPart = 1024;
/** Rows that the sharers of a column take without being split between workgroups. */
const rowsOfSharer = 32;

const mostWorkgroups = 65535;

const copy = flatProgram({
  name: "copy of what is not reduced",
  reads: { x: "vec4u" },
  writes: { y: "vec4u" },
  each: "y[i] = x[i];",
});

/** The launches of a reduction over axes of a tensor. */
export function reduceAxes(reduction: Reduction) {
  const mapping = reduction.mapped !== undefined;
  const rowProgram = rowReduction(reduction);
  const columnProgram = columnReduction(reduction);

  /** x [rows, columns] -> y [rows]; long rows in parts whose results are reduced once more. */
  function reduceRows(
    context: KernelContext,
    x: WebgpuBuffer,
    y: WebgpuBuffer,
    rows: number,
    columns: number,
    maps = true,
  ): void {
    const width = columns % 4 === 0 ? "vec4f" : "f32";
    const length = width === "vec4f" ? columns / 4 : columns;
    const lanes = shuffledLanes(context.subgroupSize);
    const pass = (target: WebgpuBuffer, parts: number) => {
      const partSize = Math.ceil(length / parts);
      const team: Team = partSize <= 16 ? 8 : partSize <= 256 ? 32 : 256;
      const results = rows * parts;
      context.run(
        rowProgram(width, team, maps && mapping, lanes),
        { x, y: target },
        { columns: length, parts, partSize, results },
        Math.min(mostWorkgroups, Math.ceil(results / (256 / team))),
      );
    };
    const wanted = Math.min(
      Math.ceil((2 * enoughWorkgroups) / Math.max(1, rows)),
      Math.floor(length / leastPart),
    );
    if (length <= shortPart || wanted < 2) {
      pass(y, 1);
      return;
    }
    const partials = context.temporary(rows * wanted);
    pass(partials, wanted);
    reduceRows(context, partials, y, rows, wanted, false);
  }

  /** x [outer, rows, columns] -> y [outer, columns]; many rows in parts whose results are reduced once more. */
  function reduceColumns(
    context: KernelContext,
    x: WebgpuBuffer,
    y: WebgpuBuffer,
    { outer, count: rows, inner: columns }: ReductionPass,
    maps = true,
  ): void {
    const width = columns % 4 === 0 ? "vec4f" : "f32";
    const length = width === "vec4f" ? columns / 4 : columns;
    const lanes: ColumnLanes = length >= 128 && rows <= 16 ? 256 : length >= 24 ? 32 : 8;
    const columnBlocks = Math.ceil(length / lanes);
    const pass = (target: WebgpuBuffer, parts: number) => {
      const blocks = columnBlocks * outer * parts;
      context.run(
        columnProgram(width, lanes, maps && mapping),
        { x, y: target },
        {
          ...{ columns: length, columnBlocks, blocks },
          ...{ rows, parts, partSize: Math.ceil(rows / parts) },
        },
        Math.min(mostWorkgroups, blocks),
      );
    };
    const wanted = Math.min(
      Math.ceil(enoughWorkgroups / Math.max(1, columnBlocks * outer)),
      Math.floor(rows / ((rowsOfSharer / 2) * (256 / lanes))),
    );
    if (rows <= rowsOfSharer * (256 / lanes) || wanted < 2) {
      pass(y, 1);
      return;
    }
    const partials = context.temporary(outer * wanted * columns);
    pass(partials, wanted);
    reduceColumns(context, partials, y, { outer, count: wanted, inner: columns }, false);
  }

  return {
    /** y = x reduced over the axes `dims`; elements enter unmapped. */
    axes(
      context: KernelContext,
      x: WebgpuBuffer,
      y: WebgpuBuffer,
      shape: Shape,
      dims: readonly number[],
    ): void {
      const passes = reductionPasses(shape, dims);
      if (passes.length === 0) {
        runFlat(context, copy, { x, y }, {}, sizeOf(shape));
        return;
      }
      let source = x;
      passes.forEach((pass, number) => {
        const { outer, count, inner } = pass;
        const target = number === passes.length - 1 ? y : context.temporary(outer * inner);
        if (inner === 1) reduceRows(context, source, target, outer, count);
        else reduceColumns(context, source, target, pass);
        source = target;
      });
    },
  };
}
