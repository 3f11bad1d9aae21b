import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface AdamStepAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** AdamW: the decay moves the parameter itself and does not enter the moments. */
  readonly decoupledWeightDecay: boolean;
  readonly maximize: boolean;
  /** Number of this step, from 1. */
  readonly step: number;
}

const adamw = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0.01,
  decoupledWeightDecay: true,
  maximize: false,
  step: 1,
};
const adam = { ...adamw, weightDecay: 0.1, decoupledWeightDecay: false };

interface Case {
  readonly n: number;
  readonly attrs: AdamStepAttrs;
  readonly max?: boolean;
  readonly scale?: number;
}

/**
 * One step of torch.optim.Adam or AdamW, in place. With g = -g to maximize; g += weightDecay p unless decoupled:
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; with maxSecondMoment (amsgrad) x = x max v, else x = v;
 * p = (1 - lr weightDecay) p if decoupled; p -= lr / (1 - beta1^step) m / (sqrt(x / (1 - beta2^step)) + eps).
 */
export const adamStep = defineKernel<AdamStepAttrs>()({
  inputs: {
    parameter: { updated: true },
    gradient: {},
    firstMoment: { updated: true },
    secondMoment: { updated: true },
    maxSecondMoment: { updated: true, optional: true },
  },
  outputs: {},
  shapes: ({ parameter, gradient, firstMoment, secondMoment, maxSecondMoment }) => {
    expectShape("adamStep", "gradient", gradient, parameter);
    expectShape("adamStep", "firstMoment", firstMoment, parameter);
    expectShape("adamStep", "secondMoment", secondMoment, parameter);
    if (maxSecondMoment) expectShape("adamStep", "maxSecondMoment", maxSecondMoment, parameter);
    return {};
  },
  flops: ({ parameter }) => 14 * sizeOf(parameter),
});

export const adamStepOracle: OracleOf<typeof adamStep> = {
  reference: (
    { parameter, gradient, firstMoment, secondMoment, maxSecondMoment },
    _,
    __,
    { learningRate, beta1, beta2, eps, weightDecay, decoupledWeightDecay, maximize, step },
  ) => {
    const stepSize = learningRate / (1 - beta1 ** step);
    for (let i = 0; i < parameter.length; i++) {
      let g = maximize ? -gradient[i]! : gradient[i]!;
      if (weightDecay !== 0 && decoupledWeightDecay)
        parameter[i]! *= 1 - learningRate * weightDecay;
      else if (weightDecay !== 0) g += weightDecay * parameter[i]!;
      const m = beta1 * firstMoment[i]! + (1 - beta1) * g;
      let v = beta2 * secondMoment[i]! + (1 - beta2) * g * g;
      firstMoment[i] = m;
      secondMoment[i] = v;
      if (maxSecondMoment) {
        v = Math.max(maxSecondMoment[i]!, v);
        maxSecondMoment[i] = v;
      }
      parameter[i]! -= (stepSize * m) / (Math.sqrt(v / (1 - beta2 ** step)) + eps);
    }
  },
  prepare: ({ secondMoment, maxSecondMoment }) => {
    for (const squares of [secondMoment, maxSecondMoment])
      for (let i = 0; i < (squares?.length ?? 0); i++) squares![i] = squares![i]! ** 2;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ n, attrs: adamw })),
    { n: 33, attrs: { ...adamw, step: 1000, weightDecay: 0 } },
    { n: 33, attrs: { ...adamw, learningRate: 0.1, beta1: 0.8, beta2: 0.95, eps: 1e-2, step: 7 } },
    { n: 33, attrs: { ...adamw, weightDecay: 0.5, learningRate: 0.3, step: 3 }, scale: 1e4 },
    ...[1, 3, 5, 65].map((n) => ({ n, attrs: { ...adam, step: n } })),
    { n: 34, attrs: { ...adamw, maximize: true } },
    ...[4, 7, 33].map((n) => ({ n, attrs: { ...adamw, step: n, weightDecay: 0.1 }, max: true })),
    { n: 35, attrs: { ...adam, step: 9, maximize: true }, max: true },
  ].map(({ n, max = false, ...sample }: Case) => ({
    shapes: {
      ...{ parameter: [n], gradient: [n], firstMoment: [n], secondMoment: [n] },
      maxSecondMoment: max ? [n] : undefined,
    },
    ...sample,
  })),
  tolerance: 6e-7,
};
