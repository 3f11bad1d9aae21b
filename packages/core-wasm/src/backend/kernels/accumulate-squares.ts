import type { KernelSet } from "../kernel-set.ts";

/** Elements whose squares are summed in float32. */
const BLOCK = 1024;

export const accumulateSquaresKernels: KernelSet<"accumulateSquares"> = ({ wasm, memory }) => ({
  accumulateSquares: ({ x, total }) => {
    const sums = memory.scratch(4 * Math.ceil(x.length / BLOCK));
    wasm.accumulateSquares(x.pointer, x.length, total.pointer, sums);
  },
});
