import { defineProgram } from "../commands/program.ts";
import { windowParams, windowValues } from "../data-movement/window-params.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

const maxPool2d = defineProgram({
  name: "maxPool2d",
  reads: { x: "f32" },
  writes: { y: "f32", indices: "i32" },
  params: windowParams,
  code:
    nonFinite +
    eachElement(
      { count: "count", before: "let places = params.rows * params.columns;" },
      `let place = i % places;
    let plane = i / places * params.height * params.width;
    let top = i32(place / params.columns * params.strideDown) - params.paddingTop;
    let left = i32(place % params.columns * params.strideRight) - params.paddingLeft;
    var best = -infinity();
    var bestAt = -1;
    for (var down = 0u; down < params.kernelHeight; down++) {
      let row = top + i32(down * params.dilationDown);
      if (u32(row) >= params.height) { continue; }
      for (var right = 0u; right < params.kernelWidth; right++) {
        let column = left + i32(right * params.dilationRight);
        if (u32(column) >= params.width) { continue; }
        let at = u32(row) * params.width + u32(column);
        let value = x[plane + at];
        if (!isNan(best) && (bestAt < 0 || isNan(value) || value > best)) {
          best = value;
          bestAt = i32(at);
        }
      }
    }
    y[i] = best;
    indices[i] = bestAt;`,
    ),
});

export const maxPool2dKernels: KernelSet<"maxPool2d"> = ({ run }) => ({
  maxPool2d: ({ x }, { y, indices }, shapes, attrs) =>
    run(
      maxPool2d,
      { x, y, indices },
      windowValues("maxPool2d", y.length, shapes.x, attrs),
      flatGrid(y.length),
    ),
});
