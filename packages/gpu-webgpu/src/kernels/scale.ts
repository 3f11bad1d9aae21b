import { defineProgram } from "../commands/program.ts";
import { flatGrid, flatWorkgroup, type KernelSet } from "../kernel-context.ts";

const scale = defineProgram({
  name: "scale",
  reads: { x: "f32" },
  writes: { y: "f32" },
  params: { count: "u32", factor: "f32" },
  code: `
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < params.count; i += ${flatWorkgroup}u * groups.x) {
    y[i] = x[i] * params.factor;
  }
}`,
});

export const scaleKernels: KernelSet<"scale"> = ({ run }) => ({
  scale: ({ x }, { y }, _, { factor }) =>
    run(scale, { x, y }, { count: x.length, factor }, flatGrid(x.length)),
});
