import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const siluKernels: KernelSet<"silu"> = ({ wasm }) => ({
  silu: ({ x }, { y, slope }) => wasm.silu(x.pointer, y.pointer, pointerOf(slope), x.length),
});
