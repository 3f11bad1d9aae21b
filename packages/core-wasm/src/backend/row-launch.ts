import { type Launch, lastAxis } from "../contract/index.ts";
import type { KernelContext, KernelTaking } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

type RowKernel = KernelTaking<"x" | "y" | "rows" | "columns">;
type RowGradientKernel = KernelTaking<"dy" | "y" | "dx" | "rows" | "columns">;

/** The launch of a kernel that maps each row without attributes. */
export const launchRows =
  (kernel: RowKernel, { wasm }: KernelContext): Launch<RowKernel, WasmBuffer> =>
  ({ x }, { y }, shapes) => {
    const columns = lastAxis(kernel, "x", shapes.x);
    wasm[kernel](x.pointer, y.pointer, x.length / columns, columns);
  };

/** Of its gradient, from the rows of y. */
export const launchRowGradients =
  (kernel: RowGradientKernel, { wasm }: KernelContext): Launch<RowGradientKernel, WasmBuffer> =>
  ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis(kernel, "y", shapes.y);
    wasm[kernel](dy.pointer, y.pointer, dx.pointer, y.length / columns, columns);
  };
