import { defineKernel, type OracleOf } from "../kernel.ts";
import { sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";

export interface PowAttrs {
  readonly exponent: number;
}

const exponents = [
  0,
  1,
  2,
  3,
  -1,
  -2,
  0.5,
  -0.5,
  1 / 3,
  2.7,
  0.01,
  -0.01,
  17,
  -30.25,
  1e3,
  -1e3,
] as const;

/** y = x^exponent, as C's pow has it: NaN for a negative x and a fractional exponent, x^0 = 1. */
export const pow = defineKernel<PowAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }, { exponent }) => {
    if (!Number.isFinite(exponent))
      throw new RangeError(`pow: exponent is ${exponent}, expected a finite number`);
    return { y: x };
  },
  flops: ({ x }) => sizeOf(x),
});

export const powOracle: OracleOf<typeof pow> = {
  reference: ({ x }, { y }, _shapes, { exponent }) => {
    for (let i = 0; i < x.length; i++) y[i] = x[i]! ** exponent;
  },
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { x: [size] }, attrs: { exponent: 3 } })),
    { shapes: { x: [] }, attrs: { exponent: -1.5 } },
    ...exponents.map((exponent) => ({ shapes: { x: [2, 65] }, attrs: { exponent } })),
    { shapes: { x: [65] }, attrs: { exponent: 0.75 }, scale: 1e-4 },
    { shapes: { x: [65] }, attrs: { exponent: -3 }, scale: 1e4 },
  ],
  prepare: ({ x }, _shapes, { exponent }) => {
    plantSpecialValues(x);
    // Negative numbers too, but mostly positive ones, and near 1 where the power leaves float32 otherwise.
    for (let i = 0; i < x.length; i++) {
      if (i % 8 !== 3) x[i] = Math.abs(x[i]!);
      if (Math.abs(exponent) > 10 && i % 2 === 0) x[i] = 0.98 + 0.01 * x[i]!;
      // The float64 reference does not end where float32 does; 0 and infinity stay.
      const size = Math.abs(Math.log2(Math.abs(x[i]!)) * exponent);
      if (size > 120 && size < Infinity) x[i] = 1;
    }
  },
  tolerance: 3e-7,
};
