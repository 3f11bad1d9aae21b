import { axisSpans } from "@qkv/core-wasm/contract";
import type { KernelContext, KernelSet } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { argmaxOfColumns, argmaxOfRows } from "../reductions/argmax-programs.ts";
import type { Team } from "../reductions/row-reduction.ts";
import { flatGrid } from "../wgsl/each-element.ts";
import { shuffledLanes } from "../wgsl/workgroup-reduction.ts";

/** Longer rows are cut, where there are too few of them to fill a GPU. */
const longRow = 8192;
const partOfRow = 2048;
const enoughRows = 512;

function argmaxRows(
  context: KernelContext,
  x: WebgpuBuffer,
  y: WebgpuBuffer,
  rows: number,
  columns: number,
): void {
  const parts =
    columns > longRow && rows < enoughRows
      ? Math.min(Math.ceil(columns / partOfRow), Math.ceil((2 * enoughRows) / rows))
      : 1;
  const lanes = shuffledLanes(context.subgroupSize);
  const launch = (of: number, count: number) => {
    const partSize = Math.ceil(count / of);
    const team: Team = partSize <= 64 ? 8 : partSize <= 1024 ? 32 : 256;
    const results = rows * of;
    const workgroups = Math.min(65535, Math.ceil(results / (256 / team)));
    return { team, workgroups, params: { columns: count, parts: of, partSize, results } };
  };
  const { team, workgroups, params } = launch(parts, columns);
  if (parts === 1) {
    context.run(argmaxOfRows("values", "y", team, lanes), { x, y }, params, workgroups);
    return;
  }
  const keys = context.temporary(rows * parts);
  const places = context.temporary(rows * parts);
  const largest = argmaxOfRows("values", "keys", team, lanes);
  context.run(largest, { x, keys, places }, params, workgroups);
  const last = launch(1, parts);
  context.run(
    argmaxOfRows("keys", "y", last.team, lanes),
    { x: keys, indices: places, y },
    last.params,
    last.workgroups,
  );
}

export const argmaxKernels: KernelSet<"argmax"> = (context) => ({
  argmax: ({ x }, { y }, shapes, { dim }) => {
    const { outer, size: count, inner } = axisSpans("argmax", "x", shapes.x, dim);
    const results = outer * inner;
    if (results === 0) return;
    if (inner === 1) argmaxRows(context, x, y, results, count);
    else context.run(argmaxOfColumns, { x, y }, { count, inner, results }, flatGrid(results));
  },
});
