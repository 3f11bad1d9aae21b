import type { JointKernelSet } from "../kernel-set.ts";
import { writeOperands } from "../operand-table.ts";

export const adamStepKernels: JointKernelSet<"adamStep"> = ({ wasm, memory }) => ({
  adamStep: (
    { parameter, gradient, firstMoment, secondMoment, maxSecondMoment },
    { learningRate, beta1, beta2, eps, weightDecay, decoupledWeightDecay, maximize, step },
  ) => {
    const { row, rows, elements } = writeOperands(memory, [
      parameter,
      gradient,
      firstMoment,
      secondMoment,
      maxSecondMoment,
    ]);
    wasm.adamStep(
      row,
      rows,
      0,
      elements,
      maximize ? -1 : 1,
      decoupledWeightDecay ? 0 : weightDecay,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      learningRate / (1 - beta1 ** step),
      1 / Math.sqrt(1 - beta2 ** step),
      eps,
      decoupledWeightDecay ? 1 - learningRate * weightDecay : 1,
    );
  },
});
