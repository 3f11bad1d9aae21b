import type { KernelSet } from "../kernel-set.ts";

export const clipGradientValueKernels: KernelSet<"clipGradientValue"> = ({ wasm }) => ({
  clipGradientValue: ({ gradient }, _, __, { clipValue }) =>
    wasm.clipGradientValue(gradient.pointer, gradient.length, clipValue),
});
