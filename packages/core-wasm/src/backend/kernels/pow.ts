import type { KernelSet } from "../kernel-set.ts";

export const powKernels: KernelSet<"pow"> = ({ wasm }) => ({
  pow: ({ x }, { y }, _shapes, { exponent }) => wasm.pow(x.pointer, y.pointer, x.length, exponent),
});
