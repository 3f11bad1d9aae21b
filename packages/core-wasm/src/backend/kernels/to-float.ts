import type { KernelSet } from "../kernel-set.ts";

export const toFloatKernels: KernelSet<"toFloat"> = ({ wasm }) => ({
  toFloat: ({ x }, { y }) => wasm.toFloat(x.pointer, y.pointer, x.length),
});
