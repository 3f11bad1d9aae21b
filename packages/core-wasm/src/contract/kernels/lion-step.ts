import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface LionStepAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
}

const usual = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, weightDecay: 0 };

/**
 * One step of Lion, in place: p = (1 - lr weightDecay) p - lr sign(beta1 m + (1 - beta1) g);
 * m = beta2 m + (1 - beta2) g. Chen et al. 2023, arXiv:2302.06675, algorithm 2. sign(NaN) is 0, as torch.sign.
 */
export const lionStep = defineKernel<LionStepAttrs>()({
  inputs: { parameter: { updated: true }, gradient: {}, momentum: { updated: true } },
  outputs: {},
  shapes: ({ parameter, gradient, momentum }) => {
    expectShape("lionStep", "gradient", gradient, parameter);
    expectShape("lionStep", "momentum", momentum, parameter);
    return {};
  },
  flops: ({ parameter }) => 9 * sizeOf(parameter),
});

export const lionStepOracle: OracleOf<typeof lionStep> = {
  reference: (
    { parameter, gradient, momentum },
    _,
    __,
    { learningRate, beta1, beta2, weightDecay },
  ) => {
    for (let i = 0; i < parameter.length; i++) {
      const g = gradient[i]!;
      const direction = beta1 * momentum[i]! + (1 - beta1) * g;
      parameter[i]! *= 1 - learningRate * weightDecay;
      parameter[i]! -= learningRate * (Number(direction > 0) - Number(direction < 0));
      momentum[i] = beta2 * momentum[i]! + (1 - beta2) * g;
    }
  },
  prepare: ({ gradient, momentum }) => {
    for (let i = 0; i < gradient.length; i += 5) {
      gradient[i] = 0; // no direction
      momentum[i] = 0;
    }
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ n, attrs: usual })),
    { n: 35, attrs: { learningRate: 0.3, beta1: 0.5, beta2: 0.8, weightDecay: 0.5 } },
    { n: 33, attrs: { ...usual, weightDecay: 0.1 }, scale: 1e4 },
  ].map(({ n, ...sample }) => ({
    shapes: { parameter: [n], gradient: [n], momentum: [n] },
    ...sample,
  })),
  tolerance: 4e-7,
};
