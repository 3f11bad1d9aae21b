import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const adagradStepKernels: JointKernelSet<"adagradStep"> = ({ wasm, memory }) => ({
  adagradStep: ({ parameter, gradient, sum }, { learningRate, eps, weightDecay, maximize }) => {
    const { row, rows, elements } = writeOperands(memory, [parameter, gradient, sum]);
    wasm.adagradStep(row, rows, 0, elements, maximize ? -1 : 1, weightDecay, learningRate, eps);
  },
});
