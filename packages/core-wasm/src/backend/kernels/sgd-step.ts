import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const sgdStepKernels: KernelSet<"sgdStep"> = ({ wasm }) => ({
  sgdStep: (
    { parameter, gradient, momentumBuffer },
    _,
    __,
    { learningRate, momentum, dampening, nesterov, weightDecay, maximize },
  ) =>
    wasm.sgdStep(
      parameter.pointer,
      gradient.pointer,
      pointerOf(momentumBuffer),
      parameter.length,
      maximize ? -1 : 1,
      weightDecay,
      learningRate,
      momentum,
      1 - dampening,
      nesterov,
    ),
});
