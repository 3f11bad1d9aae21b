import type { KernelSet } from "../kernel-set.ts";

export const lionStepKernels: KernelSet<"lionStep"> = ({ wasm }) => ({
  lionStep: (
    { parameter, gradient, momentum },
    _,
    __,
    { learningRate, beta1, beta2, weightDecay },
  ) =>
    wasm.lionStep(
      parameter.pointer,
      gradient.pointer,
      momentum.pointer,
      parameter.length,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      learningRate,
      1 - learningRate * weightDecay,
    ),
});
