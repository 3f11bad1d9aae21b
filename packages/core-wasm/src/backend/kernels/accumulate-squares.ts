import type { KernelSet } from "../kernel-set.ts";

export const accumulateSquaresKernels: KernelSet<"accumulateSquares"> = ({ wasm }) => ({
  accumulateSquares: ({ x, total }) => wasm.accumulateSquares(x.pointer, x.length, total.pointer),
});
