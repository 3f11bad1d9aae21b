import type { DescribeFault } from "../commands/faults.ts";
import { defineProgram, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import { type UnitWidth, unitWidth, wordType } from "../wgsl/vector-units.ts";

const takeSlices = variants((width: UnitWidth, nested: boolean) =>
  defineProgram({
    name: `takeSlices ${width}`,
    reads: { x: wordType(width), index: "i32" },
    writes: { y: wordType(width) },
    params: { units: "u32", size: "u32", inner: "u32", count: "u32" },
    checks: true,
    code: eachElement(
      { count: "units" },
      `let slice = i / params.inner;
    let at = ${nested ? "slice % params.count" : "slice"};
    let row = index[at];
    if (u32(row) < params.size) {
      y[i] = x[(${nested ? "slice / params.count * params.size + " : ""}u32(row)) * params.inner + i % params.inner];
    } else {
      fault(at, row);
    }`,
    ),
  }),
);

/** y [outer, count, inner] = the slices of x [outer, size, inner] that the index [count] names. */
export function launchTakeSlices(
  { run }: KernelContext,
  {
    x,
    index,
    y,
  }: { readonly x: WebgpuBuffer; readonly index: WebgpuBuffer; readonly y: WebgpuBuffer },
  { size, inner }: { readonly size: number; readonly inner: number },
  describe: DescribeFault,
): void {
  if (y.length === 0) return;
  const width = unitWidth(inner);
  const count = index.length;
  const units = y.length / width;
  run(
    takeSlices(width, y.length > count * inner),
    { x, index, y },
    { units, size, inner: inner / width, count },
    flatGrid(units),
    describe,
  );
}
