import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const adamStepKernels: KernelSet<"adamStep"> = ({ wasm }) => ({
  adamStep: (
    { parameter, gradient, firstMoment, secondMoment, maxSecondMoment },
    _,
    __,
    { learningRate, beta1, beta2, eps, weightDecay, decoupledWeightDecay, maximize, step },
  ) =>
    wasm.adamStep(
      parameter.pointer,
      gradient.pointer,
      firstMoment.pointer,
      secondMoment.pointer,
      pointerOf(maxSecondMoment),
      parameter.length,
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
    ),
});
