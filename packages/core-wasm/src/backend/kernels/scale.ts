import type { KernelSet } from "../kernel-set.ts";

export const scaleKernels: KernelSet<"scale"> = ({ wasm }) => ({
  scale: ({ x }, { y }, _, { factor }) => wasm.scale(x.pointer, y.pointer, x.length, factor),
});
