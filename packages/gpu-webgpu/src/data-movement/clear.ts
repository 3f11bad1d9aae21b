import { defineProgram } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

const clear = defineProgram({
  name: "clear",
  reads: {},
  writes: { y: "f32" },
  params: { count: "u32" },
  code: eachElement({ count: "count" }, "y[i] = 0f;"),
});

/** Zero the buffer, unless `covered` says that a kernel writes all of it. */
export function clearUncovered({ run }: KernelContext, y: WebgpuBuffer, covered: number): void {
  if (y.length !== covered) run(clear, { y }, { count: y.length }, flatGrid(y.length));
}
