import { broadcastAxes, broadcastShapes } from "../../contract/index.ts";
import { atLeastOneAxis, writeAxes } from "../axis-table.ts";
import type { KernelSet } from "../kernel-set.ts";

const comparisons = { gt: 0, ge: 1, eq: 2, ne: 3 } as const;
const INTEGER = 4;

export const compareKernels: KernelSet<"compare"> = ({ wasm, memory }) => ({
  compare: ({ a, b }, { c }, shapes, { comparison }) => {
    const shape = broadcastShapes("compare", shapes.a, shapes.b);
    const axes = atLeastOneAxis(broadcastAxes(shape, [shapes.a, shapes.b]), 2);
    wasm.compare(
      comparisons[comparison] + (a.dtype === "int32" ? INTEGER : 0),
      writeAxes(memory, axes),
      axes.length - 1,
      a.pointer,
      b.pointer,
      c.pointer,
    );
  },
});
