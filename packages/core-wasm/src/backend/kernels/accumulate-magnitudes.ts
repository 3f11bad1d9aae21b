import { MAGNITUDES_BLOCK } from "../exports.generated.ts";
import type { KernelSet } from "../kernel-set.ts";

export const accumulateMagnitudesKernels: KernelSet<"accumulateMagnitudes"> = ({
  wasm,
  memory,
}) => ({
  accumulateMagnitudes: ({ x, total }) => {
    const sums = memory.scratch(8 * Math.ceil(x.length / MAGNITUDES_BLOCK));
    wasm.accumulateMagnitudes(x.pointer, x.length, total.pointer, sums);
  },
});
