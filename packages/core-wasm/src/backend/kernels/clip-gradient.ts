import type { KernelSet } from "../kernel-set.ts";

export const clipGradientKernels: KernelSet<"clipGradient"> = ({ wasm }) => ({
  clipGradient: ({ gradient, norm }, _, __, { maxNorm }) =>
    wasm.clipGradient(gradient.pointer, norm.pointer, gradient.length, maxNorm),
});
