import { IntegerReduction } from "../exports.generated.ts";
import type { KernelSet } from "../kernel-set.ts";
import { reduceAxes } from "../reduce-axes.ts";

export const integerReduceKernels: KernelSet<"integerReduce"> = (context) => {
  const { wasm } = context;
  return {
    integerReduce: ({ x }, { y }, shapes, { operation, dims }) => {
      const code = IntegerReduction[operation];
      const reduction = {
        rows: (from: number, to: number, rows: number, columns: number) =>
          wasm.integerRows(code, from, to, rows, columns),
        columns: (from: number, to: number, rows: number, columns: number) =>
          wasm.integerColumns(code, from, to, rows, columns),
      };
      reduceAxes(reduction, context, x.pointer, y.pointer, shapes.x, dims);
    },
  };
};
