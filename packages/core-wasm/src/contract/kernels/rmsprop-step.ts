import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface RmspropStepAttrs {
  readonly learningRate: number;
  readonly alpha: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly momentum: number;
  readonly maximize: boolean;
}

const usual = {
  learningRate: 0.01,
  alpha: 0.99,
  eps: 1e-8,
  weightDecay: 0,
  momentum: 0,
  maximize: false,
};

interface Case {
  readonly n: number;
  readonly attrs: RmspropStepAttrs;
  readonly centered?: boolean;
  readonly buffer?: boolean;
  readonly scale?: number;
}

/**
 * One step of torch.optim.RMSprop, in place: g = -g to maximize; g += weightDecay p; s = alpha s + (1 - alpha) g^2;
 * d = sqrt(s) + eps, or with gradientAverage (centered) a = alpha a + (1 - alpha) g, d = sqrt(s - a^2) + eps;
 * p -= lr g / d, or with momentumBuffer b = momentum b + g / d, p -= lr b.
 */
export const rmspropStep = defineKernel<RmspropStepAttrs>()({
  inputs: {
    parameter: { updated: true },
    gradient: {},
    squareAverage: { updated: true },
    gradientAverage: { updated: true, optional: true },
    momentumBuffer: { updated: true, optional: true },
  },
  outputs: {},
  shapes: ({ parameter, gradient, squareAverage, gradientAverage, momentumBuffer }) => {
    expectShape("rmspropStep", "gradient", gradient, parameter);
    expectShape("rmspropStep", "squareAverage", squareAverage, parameter);
    if (gradientAverage) expectShape("rmspropStep", "gradientAverage", gradientAverage, parameter);
    if (momentumBuffer) expectShape("rmspropStep", "momentumBuffer", momentumBuffer, parameter);
    return {};
  },
  flops: ({ parameter }) => 12 * sizeOf(parameter),
});

export const rmspropStepOracle: OracleOf<typeof rmspropStep> = {
  reference: (
    { parameter, gradient, squareAverage, gradientAverage, momentumBuffer },
    _,
    __,
    { learningRate, alpha, eps, weightDecay, momentum, maximize },
  ) => {
    for (let i = 0; i < parameter.length; i++) {
      let g = maximize ? -gradient[i]! : gradient[i]!;
      if (weightDecay !== 0) g += weightDecay * parameter[i]!;
      const s = alpha * squareAverage[i]! + (1 - alpha) * g * g;
      squareAverage[i] = s;
      let variance = s;
      if (gradientAverage) {
        const a = alpha * gradientAverage[i]! + (1 - alpha) * g;
        gradientAverage[i] = a;
        variance -= a * a;
      }
      let update = g / (Math.sqrt(variance) + eps);
      if (momentumBuffer) {
        update += momentum * momentumBuffer[i]!;
        momentumBuffer[i] = update;
      }
      parameter[i]! -= learningRate * update;
    }
  },
  prepare: ({ squareAverage, gradientAverage }) => {
    // Far enough above the square of the mean for float32 to tell the difference.
    for (let i = 0; i < squareAverage.length; i++)
      squareAverage[i] = squareAverage[i]! ** 2 + 2 * (gradientAverage?.[i] ?? 0) ** 2;
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ n, attrs: usual })),
    { n: 33, attrs: { ...usual, alpha: 0.9, eps: 1e-2, weightDecay: 0.1, maximize: true } },
    ...[1, 3, 18].map((n) => ({ n, attrs: { ...usual, alpha: 0.9 }, centered: true })),
    ...[2, 5, 65].map((n) => ({ n, attrs: { ...usual, momentum: 0.9 }, buffer: true })),
    { n: 35, attrs: { ...usual, momentum: 0.5 }, centered: true, buffer: true, scale: 1e4 },
  ].map(({ n, centered = false, buffer = false, ...sample }: Case) => ({
    shapes: {
      ...{ parameter: [n], gradient: [n], squareAverage: [n] },
      gradientAverage: centered ? [n] : undefined,
      momentumBuffer: buffer ? [n] : undefined,
    },
    ...sample,
  })),
  tolerance: 1.5e-6,
};
