import { defineProgram } from "../commands/program.ts";
import { windowParams, windowValues } from "../data-movement/window-params.ts";
import { flatGrid, flatWorkgroup, type KernelSet } from "../kernel-context.ts";

const unfold = defineProgram({
  name: "unfold",
  reads: { x: "u32" },
  writes: { y: "u32" },
  params: windowParams,
  code: `
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let places = params.rows * params.columns;
  for (var i = id.x; i < params.count; i += ${flatWorkgroup}u * groups.x) {
    let place = i % places;
    let cellOfPlane = i / places;
    let cells = params.kernelHeight * params.kernelWidth;
    let plane = cellOfPlane / cells;
    let cell = cellOfPlane % cells;
    let row = i32(place / params.columns * params.strideDown + cell / params.kernelWidth * params.dilationDown) - params.paddingTop;
    let column = i32(place % params.columns * params.strideRight + cell % params.kernelWidth * params.dilationRight) - params.paddingLeft;
    var value = 0u;
    if (u32(row) < params.height && u32(column) < params.width) {
      value = x[(plane * params.height + u32(row)) * params.width + u32(column)];
    }
    y[i] = value;
  }
}`,
});

export const unfoldKernels: KernelSet<"unfold"> = ({ run }) => ({
  unfold: ({ x }, { y }, shapes, attrs) =>
    run(unfold, { x, y }, windowValues("unfold", y.length, shapes.x, attrs), flatGrid(y.length)),
});
