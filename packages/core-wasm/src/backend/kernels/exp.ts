import type { KernelSet } from "../kernel-set.ts";

export const expKernels: KernelSet<"exp"> = ({ wasm }) => ({
  exp: ({ x }, { y }) => wasm.exp(x.pointer, y.pointer, x.length),
});
