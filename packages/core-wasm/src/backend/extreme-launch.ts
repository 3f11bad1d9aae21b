import type { Launch } from "../contract/index.ts";
import type { KernelContext } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";
import { reduceAxes } from "./reduce-axes.ts";

/** The launch of the largest or the smallest over axes. */
export const launchExtreme =
  (kernel: "max" | "min", context: KernelContext): Launch<"max" | "min", WasmBuffer> =>
  ({ x }, { y }, shapes, { dims }) => {
    const { wasm } = context;
    const ofColumns = wasm[`${kernel}Columns`];
    const reduction = {
      rows: wasm[`${kernel}Rows`],
      columns: (from: number, to: number, rows: number, columns: number) =>
        ofColumns(from, to, rows, columns, 0, columns),
    };
    reduceAxes(reduction, context, x.pointer, y.pointer, shapes.x, dims);
  };
