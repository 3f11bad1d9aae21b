import type { KernelSet } from "../kernel-set.ts";

export const adamwStepKernels: KernelSet<"adamwStep"> = ({ wasm }) => ({
  adamwStep: ({ parameter, gradient, firstMoment, secondMoment }, _, __, attrs) => {
    const { learningRate, beta1, beta2, eps, weightDecay, step } = attrs;
    wasm.adamwStep(
      parameter.pointer,
      gradient.pointer,
      firstMoment.pointer,
      secondMoment.pointer,
      parameter.length,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      learningRate / (1 - beta1 ** step),
      1 / Math.sqrt(1 - beta2 ** step),
      eps,
      1 - learningRate * weightDecay,
    );
  },
});
