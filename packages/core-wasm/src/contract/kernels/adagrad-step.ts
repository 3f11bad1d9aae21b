import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface AdagradStepAttrs {
  /** lr / (1 + (step - 1) lrDecay) */
  readonly learningRate: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly maximize: boolean;
}

const usual = { learningRate: 0.01, eps: 1e-10, weightDecay: 0, maximize: false };

/**
 * One step of torch.optim.Adagrad, in place: g = -g to maximize; g += weightDecay p; s += g^2;
 * p -= lr g / (sqrt(s) + eps).
 */
export const adagradStep = defineKernel<AdagradStepAttrs>()({
  inputs: { parameter: { updated: true }, gradient: {}, sum: { updated: true } },
  outputs: {},
  shapes: ({ parameter, gradient, sum }) => {
    expectShape("adagradStep", "gradient", gradient, parameter);
    expectShape("adagradStep", "sum", sum, parameter);
    return {};
  },
  flops: ({ parameter }) => 8 * sizeOf(parameter),
});

export const adagradStepOracle: OracleOf<typeof adagradStep> = {
  reference: (
    { parameter, gradient, sum },
    _,
    __,
    { learningRate, eps, weightDecay, maximize },
  ) => {
    for (let i = 0; i < parameter.length; i++) {
      let g = maximize ? -gradient[i]! : gradient[i]!;
      if (weightDecay !== 0) g += weightDecay * parameter[i]!;
      sum[i]! += g * g;
      parameter[i]! -= (learningRate * g) / (Math.sqrt(sum[i]!) + eps);
    }
  },
  prepare: ({ sum }) => {
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! ** 2;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ n, attrs: usual })),
    { n: 33, attrs: { ...usual, weightDecay: 0.2 }, scale: 1e4 },
    { n: 34, attrs: { ...usual, learningRate: 0.3, eps: 0.1, maximize: true } },
  ].map(({ n, ...sample }) => ({
    shapes: { parameter: [n], gradient: [n], sum: [n] },
    ...sample,
  })),
  tolerance: 5e-7,
};
