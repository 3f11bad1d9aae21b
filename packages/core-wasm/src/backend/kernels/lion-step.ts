import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const lionStepKernels: JointKernelSet<"lionStep"> = ({ wasm, memory }) => ({
  lionStep: ({ parameter, gradient, momentum }, { learningRate, beta1, beta2, weightDecay }) => {
    const { row, rows, elements } = writeOperands(memory, [parameter, gradient, momentum]);
    wasm.lionStep(
      row,
      rows,
      0,
      elements,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      learningRate,
      1 - learningRate * weightDecay,
    );
  },
});
