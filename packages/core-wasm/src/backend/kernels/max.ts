import type { KernelSet } from "../kernel-set.ts";
import { reduceAxes } from "../reduce-axes.ts";

export const maxKernels: KernelSet<"max"> = ({ wasm, memory }) => {
  const reduction = {
    rows: wasm.maxRows,
    columns: (x: number, y: number, rows: number, columns: number) =>
      wasm.maxColumns(x, y, rows, columns, 0, columns),
    copy: (x: number, y: number, count: number) => wasm.writeRows(y, x, 1, count, 0, 0),
  };
  return {
    max: ({ x }, { y }, shapes, { dims }) =>
      reduceAxes(reduction, memory, x.pointer, y.pointer, shapes.x, dims),
  };
};
