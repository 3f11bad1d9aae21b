import type { KernelSet } from "../kernel-set.ts";

export const sqrtKernels: KernelSet<"sqrt"> = ({ wasm }) => ({
  sqrt: ({ x }, { y }) => wasm.sqrt(x.pointer, y.pointer, x.length),
});
