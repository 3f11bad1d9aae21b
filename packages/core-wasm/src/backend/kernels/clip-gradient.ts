import type { KernelSet } from "../kernel-set.ts";

export const clipGradientKernels: KernelSet<"clipGradient"> = ({ wasm }) => ({
  clipGradient: ({ gradient, total }, _, __, { maxNorm }) =>
    wasm.clipGradient(gradient.pointer, total.pointer, gradient.length, maxNorm),
});
