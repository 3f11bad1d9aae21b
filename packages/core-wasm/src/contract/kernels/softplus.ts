import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";
import { sigmoidOf } from "./sigmoid.ts";

export interface SoftplusAttrs {
  /** Sharpness of the bend; PyTorch's default is 1. */
  readonly beta: number;
  /** Where beta x is above this, y = x; PyTorch's default is 20. */
  readonly threshold: number;
  /** Also write dy/dx, by which the gradient is multiplied in the backward pass. */
  readonly slope: boolean;
}

const usual = { beta: 1, threshold: 20, slope: true } as const;

/** y = ln(1 + e^(beta x)) / beta, or x where beta x > threshold; slope = dy/dx, when wanted. */
export const softplus = defineKernel<SoftplusAttrs>()({
  inputs: { x: {} },
  outputs: { y: {}, slope: { optional: true } },
  shapes: ({ x }, { beta, threshold, slope }) => {
    if (!Number.isFinite(beta) || beta === 0 || Number.isNaN(threshold))
      throw new RangeError(
        `softplus: beta is ${beta} and threshold ${threshold}, expected a finite beta other than 0`,
      );
    return { y: x, slope: slope ? x : undefined };
  },
  flops: ({ x }, { slope }) => (slope ? 24 : 20) * sizeOf(x),
});

export const softplusOracle: OracleOf<typeof softplus> = {
  reference: ({ x }, { y, slope }, _shapes, { beta, threshold }) => {
    for (let i = 0; i < x.length; i++) {
      const z = beta * x[i]!;
      y[i] = z > threshold ? x[i]! : (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))) / beta;
      if (slope) slope[i] = z > threshold ? 1 : sigmoidOf(z);
    }
  },
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { x: [size] }, attrs: usual })),
    { shapes: { x: [2, 3, 65] }, attrs: { ...usual, slope: false } },
    { shapes: { x: [65] }, attrs: { beta: -2.5, threshold: 1, slope: true } },
    ...[1e-4, 10, 1e4].map((scale) => ({ shapes: { x: [257] }, attrs: usual, scale })),
  ],
  prepare: ({ x }) => plantSpecialValues(x),
  tolerance: 1e-6,
};
