import type { KernelSet } from "../kernel-set.ts";

export const lerpKernels: KernelSet<"lerp"> = ({ wasm }) => ({
  lerp: ({ target, x }, _, __, { weight }) =>
    wasm.lerp(target.pointer, x.pointer, target.length, weight, 1 - weight),
});
