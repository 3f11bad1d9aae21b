import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface SgdStepAttrs {
  readonly learningRate: number;
  readonly momentum: number;
  /** 0 in the first step, whose buffer holds zeros: it then becomes the gradient. */
  readonly dampening: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly maximize: boolean;
}

const plain = {
  learningRate: 0.1,
  momentum: 0,
  dampening: 0,
  nesterov: false,
  weightDecay: 0,
  maximize: false,
};

interface Case {
  readonly n: number;
  readonly attrs: SgdStepAttrs;
  readonly buffer?: boolean;
  readonly scale?: number;
}

/**
 * One step of torch.optim.SGD, in place: g = -g to maximize; g += weightDecay p; with a buffer
 * b = momentum b + (1 - dampening) g and g = g + momentum b (nesterov) or b; p -= lr g.
 */
export const sgdStep = defineKernel<SgdStepAttrs>()({
  inputs: {
    parameter: { updated: true },
    gradient: {},
    momentumBuffer: { updated: true, optional: true },
  },
  outputs: {},
  shapes: ({ parameter, gradient, momentumBuffer }) => {
    expectShape("sgdStep", "gradient", gradient, parameter);
    if (momentumBuffer) expectShape("sgdStep", "momentumBuffer", momentumBuffer, parameter);
    return {};
  },
  flops: ({ parameter, momentumBuffer }) => (momentumBuffer ? 8 : 4) * sizeOf(parameter),
});

export const sgdStepOracle: OracleOf<typeof sgdStep> = {
  reference: (
    { parameter, gradient, momentumBuffer },
    _,
    __,
    { learningRate, momentum, dampening, nesterov, weightDecay, maximize },
  ) => {
    for (let i = 0; i < parameter.length; i++) {
      let g = maximize ? -gradient[i]! : gradient[i]!;
      if (weightDecay !== 0) g += weightDecay * parameter[i]!;
      if (momentumBuffer) {
        const b = momentum * momentumBuffer[i]! + (1 - dampening) * g;
        momentumBuffer[i] = b;
        g = nesterov ? g + momentum * b : b;
      }
      parameter[i]! -= learningRate * g;
    }
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ n, attrs: plain })),
    { n: 33, attrs: { ...plain, weightDecay: 0.3, maximize: true } },
    ...[1, 6, 65].map((n) => ({ n, attrs: { ...plain, momentum: 0.9 }, buffer: true })),
    {
      n: 35,
      attrs: { ...plain, momentum: 0.8, dampening: 0.25, weightDecay: 0.1 },
      buffer: true,
      scale: 1e4,
    },
    { n: 7, attrs: { ...plain, momentum: 0.9, nesterov: true, maximize: true }, buffer: true },
  ].map(({ n, buffer = false, ...sample }: Case) => ({
    shapes: { parameter: [n], gradient: [n], momentumBuffer: buffer ? [n] : undefined },
    ...sample,
  })),
  tolerance: 4e-7,
};
