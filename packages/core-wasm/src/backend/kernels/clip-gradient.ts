import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const clipGradientKernels: JointKernelSet<"clipGradient"> = ({ wasm, memory }) => ({
  clipGradient: ({ gradient, norm }, { maxNorm }) => {
    const factor = maxNorm / (memory.read(norm)[0]! + 1e-6);
    if (factor >= 1) return; // a NaN scales, as in PyTorch
    const { row, rows, elements } = writeOperands(memory, [gradient]);
    wasm.clipGradient(row, rows, 0, elements, factor);
  },
});
