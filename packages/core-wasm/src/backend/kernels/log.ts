import type { KernelSet } from "../kernel-set.ts";

export const logKernels: KernelSet<"log"> = ({ wasm }) => ({
  log: ({ x }, { y }) => wasm.log(x.pointer, y.pointer, x.length),
});
