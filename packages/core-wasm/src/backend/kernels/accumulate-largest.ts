import type { KernelSet } from "../kernel-set.ts";

export const accumulateLargestKernels: KernelSet<"accumulateLargest"> = ({ wasm }) => ({
  accumulateLargest: ({ x, total }) => wasm.accumulateLargest(x.pointer, x.length, total.pointer),
});
