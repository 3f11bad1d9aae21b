import { broadcastAxes, broadcastShapes } from "../../contract/index.ts";
import { atLeastOneAxis, writeAxes } from "../axis-table.ts";
import { Comparison, INTEGER_COMPARISON } from "../exports.generated.ts";
import type { KernelSet } from "../kernel-set.ts";

export const compareKernels: KernelSet<"compare"> = ({ wasm, memory }) => ({
  compare: ({ a, b }, { c }, shapes, { comparison }) => {
    const shape = broadcastShapes("compare", shapes.a, shapes.b);
    const axes = atLeastOneAxis(broadcastAxes(shape, [shapes.a, shapes.b]), 2);
    wasm.compare(
      Comparison[comparison] + (a.dtype === "int32" ? INTEGER_COMPARISON : 0),
      writeAxes(memory, axes),
      axes.length - 1,
      a.pointer,
      b.pointer,
      c.pointer,
    );
  },
});
