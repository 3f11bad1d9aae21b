import type { KernelSet } from "../kernel-set.ts";

export const accumulateKernels: KernelSet<"accumulate"> = ({ wasm }) => ({
  accumulate: ({ target, x }) => wasm.accumulate(target.pointer, x.pointer, x.length),
});
