import { defineProgram } from "../commands/program.ts";
import { flatGrid, flatWorkgroup, type KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";

const clear = defineProgram({
  name: "clear",
  reads: {},
  writes: { y: "f32" },
  params: { count: "u32" },
  code: `
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < params.count; i += ${flatWorkgroup}u * groups.x) { y[i] = 0f; }
}`,
});

/** Zero the buffer, unless `covered` says that a kernel writes all of it. */
export function clearUncovered({ run }: KernelContext, y: WebgpuBuffer, covered: number): void {
  if (y.length !== covered) run(clear, { y }, { count: y.length }, flatGrid(y.length));
}
