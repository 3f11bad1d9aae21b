import type { KernelSet } from "../kernel-set.ts";

export const reluKernels: KernelSet<"relu" | "reluBackward"> = ({ wasm }) => ({
  relu: ({ x }, { y }) => wasm.relu(x.pointer, y.pointer, x.length),
  reluBackward: ({ dy, y }, { dx }) =>
    wasm.reluBackward(dy.pointer, y.pointer, dx.pointer, y.length),
});
