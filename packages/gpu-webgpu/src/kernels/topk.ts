import { defineProgram, type ElementType, type Program, variants } from "../commands/program.ts";
import type { KernelContext, KernelSet } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { flatWorkgroup } from "../wgsl/each-element.ts";
import { sortable } from "../wgsl/sortable.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";

/**
 * The k best of each part of each row, in order: every element counts those of its part that stand before it, and goes
 * to that place when it is below k. `again`: x holds the best of such parts, `origins` where they stood; of equal ones
 * the first still comes first, for parts and places keep their order.
 */
const bestOfParts = variants((again: boolean): Program => {
  const reads: Record<string, ElementType> = { x: "u32" };
  if (again) reads.origins = "i32";
  return defineProgram({
    name: again ? "topk of the best" : "topk",
    reads,
    writes: { values: "u32", indices: "i32" },
    params: {
      ...({ columns: "u32", parts: "u32", size: "u32", longer: "u32" } as const),
      ...({ blocks: "u32", blocksOfPart: "u32", k: "u32" } as const),
    },
    code: `${sortable}
var<workgroup> keys: array<u32, ${flatWorkgroup}>;
${workgroupMain(flatWorkgroup, "thread")} {
  for (var block = group.x; block < params.blocks; block += groups.x) {
    let result = block / params.blocksOfPart;
    let part = result % params.parts;
    // The first parts are longer by one, until all columns are dealt.
    let row = result / params.parts * params.columns;
    let start = part * params.size + min(part, params.longer);
    let size = params.size + select(0u, 1u, part < params.longer);
    let own = block % params.blocksOfPart * ${flatWorkgroup}u + thread;
    var key = 0u;
    if (own < size) { key = sortable(x[row + start + own]); }
    var place = 0u;
    for (var tile = 0u; tile < size; tile += ${flatWorkgroup}u) {
      keys[thread] = 0u;
      if (tile + thread < size) { keys[thread] = sortable(x[row + start + tile + thread]); }
      workgroupBarrier();
      for (var other = 0u; other < ${flatWorkgroup}u; other++) {
        let before = keys[other] > key || (keys[other] == key && tile + other < own);
        place += select(0u, 1u, before);
      }
      workgroupBarrier();
    }
    if (own < size && place < params.k) {
      let at = row + start + own;
      values[result * params.k + place] = x[at];
      indices[result * params.k + place] = ${again ? "origins[at]" : "i32(start + own)"};
    }
  }
}`,
  });
});

/** Rows up to this length are not cut: another launch would take longer. */
const shortRow = 2048;
/** Parts are at least this long, and four times as long as what is kept of them. */
const leastPart = 512;

function best(
  context: KernelContext,
  operands: { readonly x: WebgpuBuffer; readonly origins?: WebgpuBuffer },
  results: { readonly values: WebgpuBuffer; readonly indices: WebgpuBuffer },
  rows: number,
  columns: number,
  k: number,
): void {
  const parts =
    columns <= shortRow ? 1 : Math.max(1, Math.floor(columns / Math.max(leastPart, 4 * k)));
  const size = Math.floor(columns / parts);
  const longer = columns % parts;
  const blocksOfPart = Math.ceil((size + Math.min(1, longer)) / flatWorkgroup);
  const blocks = rows * parts * blocksOfPart;
  const kept =
    parts === 1
      ? results
      : {
          values: context.temporary(rows * parts * k),
          indices: context.temporary(rows * parts * k),
        };
  const buffers: Readonly<Record<string, WebgpuBuffer>> = { ...operands, ...kept };
  context.run(
    bestOfParts("origins" in operands),
    buffers,
    { columns, parts, size, longer, blocks, blocksOfPart, k },
    Math.min(blocks, 65535),
  );
  if (parts > 1)
    best(context, { x: kept.values, origins: kept.indices }, results, rows, parts * k, k);
}

export const topkKernels: KernelSet<"topk"> = (context) => ({
  topk: ({ x }, { values, indices }, shapes, { k }) => {
    const columns = shapes.x.at(-1)!;
    if (x.length === 0 || k === 0) return;
    best(context, { x }, { values, indices }, x.length / columns, columns, k);
  },
});
