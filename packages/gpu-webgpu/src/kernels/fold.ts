import { defineProgram } from "../commands/program.ts";
import { windowParams, windowValues } from "../data-movement/window-params.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

/** Each element of the image looks for the cells of windows that lie over it. */
const fold = defineProgram({
  name: "fold",
  reads: { x: "f32" },
  writes: { y: "f32" },
  params: windowParams,
  code: eachElement(
    { count: "count" },
    `let column = i32(i % params.width) + params.paddingLeft;
    let row = i32(i / params.width % params.height) + params.paddingTop;
    let plane = i / params.width / params.height;
    var sum = 0.0;
    for (var down = 0u; down < params.kernelHeight; down++) {
      let top = row - i32(down * params.dilationDown);
      let placeRow = u32(top) / params.strideDown;
      if (top < 0 || placeRow * params.strideDown != u32(top) || placeRow >= params.rows) { continue; }
      for (var right = 0u; right < params.kernelWidth; right++) {
        let left = column - i32(right * params.dilationRight);
        let placeColumn = u32(left) / params.strideRight;
        if (left < 0 || placeColumn * params.strideRight != u32(left) || placeColumn >= params.columns) { continue; }
        let cell = (plane * params.kernelHeight + down) * params.kernelWidth + right;
        sum += x[(cell * params.rows + placeRow) * params.columns + placeColumn];
      }
    }
    y[i] = sum;`,
  ),
});

export const foldKernels: KernelSet<"fold"> = ({ run }) => ({
  fold: ({ x }, { y }, _, attrs) =>
    run(
      fold,
      { x, y },
      windowValues("fold", y.length, attrs.outputSize, attrs),
      flatGrid(y.length),
    ),
});
