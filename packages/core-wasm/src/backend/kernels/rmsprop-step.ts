import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const rmspropStepKernels: JointKernelSet<"rmspropStep"> = ({ wasm, memory }) => ({
  rmspropStep: (
    { parameter, gradient, squareAverage, gradientAverage, momentumBuffer },
    { learningRate, alpha, eps, weightDecay, momentum, maximize },
  ) => {
    const { row, rows, elements } = writeOperands(memory, [
      parameter,
      gradient,
      squareAverage,
      gradientAverage,
      momentumBuffer,
    ]);
    wasm.rmspropStep(
      row,
      rows,
      0,
      elements,
      maximize ? -1 : 1,
      weightDecay,
      learningRate,
      alpha,
      1 - alpha,
      eps,
      momentum,
    );
  },
});
