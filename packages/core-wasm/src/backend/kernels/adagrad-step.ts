import type { KernelSet } from "../kernel-set.ts";

export const adagradStepKernels: KernelSet<"adagradStep"> = ({ wasm }) => ({
  adagradStep: (
    { parameter, gradient, sum },
    _,
    __,
    { learningRate, eps, weightDecay, maximize },
  ) =>
    wasm.adagradStep(
      parameter.pointer,
      gradient.pointer,
      sum.pointer,
      parameter.length,
      maximize ? -1 : 1,
      weightDecay,
      learningRate,
      eps,
    ),
});
