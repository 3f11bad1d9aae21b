import { defineProgram } from "../commands/program.ts";
import { windowParams, windowValues } from "../data-movement/window-params.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

const unfold = defineProgram({
  name: "unfold",
  reads: { x: "u32" },
  writes: { y: "u32" },
  params: windowParams,
  code: eachElement(
    { count: "count", before: "let places = params.rows * params.columns;" },
    `let place = i % places;
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
    y[i] = value;`,
  ),
});

export const unfoldKernels: KernelSet<"unfold"> = ({ run }) => ({
  unfold: ({ x }, { y }, shapes, attrs) =>
    run(unfold, { x, y }, windowValues("unfold", y.length, shapes.x, attrs), flatGrid(y.length)),
});
