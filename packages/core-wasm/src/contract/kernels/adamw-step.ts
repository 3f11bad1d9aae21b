import { defineKernel } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface AdamWStepAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** Number of this step, from 1. */
  readonly step: number;
}

const usual = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0.01,
  step: 1,
};

/**
 * One step of torch.optim.AdamW, in place:
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * p = (1 - lr weightDecay) p - lr / (1 - beta1^step) m / (sqrt(v / (1 - beta2^step)) + eps).
 */
export const adamwStep = defineKernel<AdamWStepAttrs>()({
  inputs: {
    parameter: { updated: true },
    gradient: {},
    firstMoment: { updated: true },
    secondMoment: { updated: true },
  },
  outputs: {},
  shapes: ({ parameter, gradient, firstMoment, secondMoment }) => {
    expectShape("adamwStep", "gradient", gradient, parameter);
    expectShape("adamwStep", "firstMoment", firstMoment, parameter);
    expectShape("adamwStep", "secondMoment", secondMoment, parameter);
    return {};
  },
  reference: ({ parameter, gradient, firstMoment, secondMoment }, _, __, attrs) => {
    const { learningRate, beta1, beta2, eps, weightDecay, step } = attrs;
    const stepSize = learningRate / (1 - beta1 ** step);
    for (let i = 0; i < parameter.length; i++) {
      const g = gradient[i]!;
      const m = beta1 * firstMoment[i]! + (1 - beta1) * g;
      const v = beta2 * secondMoment[i]! + (1 - beta2) * g * g;
      firstMoment[i] = m;
      secondMoment[i] = v;
      parameter[i]! *= 1 - learningRate * weightDecay;
      parameter[i]! -= (stepSize * m) / (Math.sqrt(v / (1 - beta2 ** step)) + eps);
    }
  },
  flops: ({ parameter }) => 14 * sizeOf(parameter),
  prepare: ({ secondMoment }) => {
    for (let i = 0; i < secondMoment.length; i++) secondMoment[i] = secondMoment[i]! ** 2;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ n, attrs: usual })),
    { n: 33, attrs: { ...usual, step: 1000, weightDecay: 0 } },
    { n: 33, attrs: { ...usual, learningRate: 0.1, beta1: 0.8, beta2: 0.95, eps: 1e-2, step: 7 } },
    { n: 33, attrs: { ...usual, weightDecay: 0.5, learningRate: 0.3, step: 3 }, scale: 1e4 },
  ].map(({ n, ...sample }) => ({
    shapes: { parameter: [n], gradient: [n], firstMoment: [n], secondMoment: [n] },
    ...sample,
  })),
  tolerance: 6e-7,
});
