import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const rmspropStepKernels: KernelSet<"rmspropStep"> = ({ wasm }) => ({
  rmspropStep: (
    { parameter, gradient, squareAverage, gradientAverage, momentumBuffer },
    _,
    __,
    { learningRate, alpha, eps, weightDecay, momentum, maximize },
  ) =>
    wasm.rmspropStep(
      parameter.pointer,
      gradient.pointer,
      squareAverage.pointer,
      pointerOf(gradientAverage),
      pointerOf(momentumBuffer),
      parameter.length,
      maximize ? -1 : 1,
      weightDecay,
      learningRate,
      alpha,
      1 - alpha,
      eps,
      momentum,
    ),
});
