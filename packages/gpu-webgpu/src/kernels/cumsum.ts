import { axisSpans } from "@qkv/core-wasm/contract";
import { defineProgram } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid, flatWorkgroup } from "../wgsl/each-element.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";

// A workgroup a row, 1024 elements at a time: four a thread, then the threads' sums by doubling (Hillis and Steele).
const cumsumOfRows = defineProgram({
  name: "cumsum of rows",
  reads: { x: "f32" },
  writes: { y: "f32" },
  params: { rows: "u32", columns: "u32", reverse: "u32" },
  code: `
var<workgroup> sums: array<f32, ${flatWorkgroup}>;
fn place(row: u32, i: u32) -> u32 {
  return row * params.columns + select(i, params.columns - 1u - i, params.reverse == 1u);
}
fn element(row: u32, i: u32) -> f32 {
  if (i >= params.columns) { return 0.0; }
  return x[place(row, i)];
}
${workgroupMain(flatWorkgroup, "thread")} {
  for (var row = group.x; row < params.rows; row += groups.x) {
    var before = 0.0;
    for (var base = 0u; base < params.columns; base += ${4 * flatWorkgroup}u) {
      let first = base + 4u * thread;
      let a = element(row, first);
      let b = a + element(row, first + 1u);
      let c = b + element(row, first + 2u);
      let d = c + element(row, first + 3u);
      sums[thread] = d;
      workgroupBarrier();
      for (var reach = 1u; reach < ${flatWorkgroup}u; reach *= 2u) {
        var sum = sums[thread];
        if (thread >= reach) { sum += sums[thread - reach]; }
        workgroupBarrier();
        sums[thread] = sum;
        workgroupBarrier();
      }
      var start = before;
      if (thread > 0u) { start += sums[thread - 1u]; }
      if (first < params.columns) { y[place(row, first)] = start + a; }
      if (first + 1u < params.columns) { y[place(row, first + 1u)] = start + b; }
      if (first + 2u < params.columns) { y[place(row, first + 2u)] = start + c; }
      if (first + 3u < params.columns) { y[place(row, first + 3u)] = start + d; }
      before += sums[${flatWorkgroup - 1}];
      workgroupBarrier();
    }
  }
}`,
});

// A thread a column; what its additions round off is kept, for there may be many (Knuth's sum of two).
const cumsumOfColumns = defineProgram({
  name: "cumsum of columns",
  reads: { x: "f32" },
  writes: { y: "f32" },
  params: { columns: "u32", count: "u32", inner: "u32", reverse: "u32" },
  code: eachElement(
    { count: "columns", index: "column" },
    `let start = column / params.inner * params.count * params.inner + column % params.inner;
    var sum = 0.0;
    var lost = 0.0;
    for (var step = 0u; step < params.count; step++) {
      let at = start + select(step, params.count - 1u - step, params.reverse == 1u) * params.inner;
      let value = x[at];
      let next = sum + value;
      let added = next - sum;
      lost += (sum - (next - added)) + (value - added);
      sum = next;
      // Of an infinite sum nothing is lost.
      y[at] = select(sum + lost, sum, (bitcast<u32>(sum) & 0x7f800000u) == 0x7f800000u);
    }`,
  ),
});

export const cumsumKernels: KernelSet<"cumsum"> = ({ run }) => ({
  cumsum: ({ x }, { y }, shapes, attrs) => {
    const { outer, size: count, inner } = axisSpans("cumsum", "x", shapes.x, attrs.dim);
    const lines = outer * inner;
    const reverse = Number(attrs.reverse);
    if (inner === 1) {
      const params = { rows: lines, columns: count, reverse };
      run(cumsumOfRows, { x, y }, params, Math.min(lines, 65535));
    } else
      run(cumsumOfColumns, { x, y }, { columns: lines, count, inner, reverse }, flatGrid(lines));
  },
});
