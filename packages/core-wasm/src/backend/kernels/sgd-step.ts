import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const sgdStepKernels: JointKernelSet<"sgdStep"> = ({ wasm, memory }) => ({
  sgdStep: (
    { parameter, gradient, momentumBuffer },
    { learningRate, momentum, dampening, nesterov, weightDecay, maximize },
  ) => {
    const { row, rows, elements } = writeOperands(memory, [parameter, gradient, momentumBuffer]);
    wasm.sgdStep(
      row,
      rows,
      0,
      elements,
      maximize ? -1 : 1,
      weightDecay,
      learningRate,
      momentum,
      1 - dampening,
      nesterov,
    );
  },
});
