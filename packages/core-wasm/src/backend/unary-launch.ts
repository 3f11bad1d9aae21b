import type { Launch } from "../contract/index.ts";
import type { KernelContext, KernelTaking } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

type UnaryKernel = KernelTaking<"x" | "y" | "count">;

/** The launch of a kernel that maps each element without attributes. */
export const launchUnary =
  (kernel: UnaryKernel, { wasm }: KernelContext): Launch<UnaryKernel, WasmBuffer> =>
  ({ x }, { y }) =>
    wasm[kernel](x.pointer, y.pointer, x.length);
