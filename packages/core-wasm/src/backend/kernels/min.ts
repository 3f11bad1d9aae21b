import type { KernelSet } from "../kernel-set.ts";
import { reduceAxes } from "../reduce-axes.ts";

export const minKernels: KernelSet<"min"> = ({ wasm, memory }) => {
  const reduction = {
    rows: wasm.minRows,
    columns: (x: number, y: number, rows: number, columns: number) =>
      wasm.minColumns(x, y, rows, columns, 0, columns),
    copy: (x: number, y: number, count: number) => wasm.writeRows(y, x, 1, count, 0, 0),
  };
  return {
    min: ({ x }, { y }, shapes, { dims }) =>
      reduceAxes(reduction, memory, x.pointer, y.pointer, shapes.x, dims),
  };
};
