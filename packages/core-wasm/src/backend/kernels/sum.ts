import type { KernelSet } from "../kernel-set.ts";
import { reduceAxes } from "../reduce-axes.ts";

export const sumKernels: KernelSet<"sum"> = ({ wasm, memory }) => {
  const reduction = {
    rows: wasm.sumRows,
    columns: (x: number, y: number, rows: number, columns: number, scratch: number) =>
      wasm.sumColumns(x, y, rows, columns, 0, columns, scratch),
    copy: (x: number, y: number, count: number) => wasm.writeRows(y, x, 1, count, 0, 0),
    scratchBytes: wasm.sumColumnsScratch(),
  };
  return {
    sum: ({ x }, { y }, shapes, { dims }) =>
      reduceAxes(reduction, memory, x.pointer, y.pointer, shapes.x, dims),
  };
};
