import type { KernelSet } from "../kernel-set.ts";

/** Elements whose magnitudes are summed together. */
const BLOCK = 16_384;

export const accumulateMagnitudesKernels: KernelSet<"accumulateMagnitudes"> = ({
  wasm,
  memory,
}) => ({
  accumulateMagnitudes: ({ x, total }) => {
    const sums = memory.scratch(8 * Math.ceil(x.length / BLOCK));
    wasm.accumulateMagnitudes(x.pointer, x.length, total.pointer, sums);
  },
});
