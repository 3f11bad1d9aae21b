import type { KernelSet } from "../kernel-set.ts";

export const accumulateMagnitudesKernels: KernelSet<"accumulateMagnitudes"> = ({ wasm }) => ({
  accumulateMagnitudes: ({ x, total }) =>
    wasm.accumulateMagnitudes(x.pointer, x.length, total.pointer),
});
