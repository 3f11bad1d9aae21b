import type { KernelSet } from "../kernel-set.ts";
import { reduceAxes } from "../reduce-axes.ts";

export const sumKernels: KernelSet<"sum"> = (context) => {
  const { wasm } = context;
  const reduction = {
    rows: wasm.sumRows,
    columns: (x: number, y: number, rows: number, columns: number, scratch: number) =>
      wasm.sumColumns(x, y, rows, columns, 0, columns, scratch),
    scratchBytes: wasm.sumColumnsScratch(),
  };
  return {
    sum: ({ x }, { y }, shapes, { dims }) =>
      reduceAxes(reduction, context, x.pointer, y.pointer, shapes.x, dims),
  };
};
