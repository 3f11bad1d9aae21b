import type { KernelSet } from "../kernel-set.ts";

export const toIntegerKernels: KernelSet<"toInteger"> = ({ wasm }) => ({
  toInteger: ({ x }, { y }) => wasm.toInteger(x.pointer, y.pointer, x.length),
});
