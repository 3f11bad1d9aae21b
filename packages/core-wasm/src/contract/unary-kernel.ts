import { defineKernel, type NoAttrs, type OracleOf, type Values } from "./kernel.ts";
import { sizeOf } from "./shape.ts";
import { elementwiseSizes, plantSpecialValues } from "./special-values.ts";

/** Angles of every magnitude that float32 has, for backends take more digits of pi the more turns there are. */
export const angleScales = [1e-4, 100, 1e4, 1e6, 1e8, 1e10, 1e14, 1e19, 1e25, 1e31, 1e37];

/** How a function of one number is tested. */
export interface UnaryKernelOptions {
  readonly tolerance: number;
  /** Standard deviations of the inputs, beside 1: where the function is hard. */
  readonly scales?: readonly number[];
  /** Make random inputs valid; NaN, infinities and zeros are put among them first. */
  readonly prepare?: (x: Values) => void;
}

/** A kernel that maps each element: y = f(x). */
export const unaryKernel = () =>
  defineKernel<NoAttrs>()({
    inputs: { x: {} },
    outputs: { y: {} },
    shapes: ({ x }) => ({ y: x }),
    flops: ({ x }) => sizeOf(x),
  });

/** Its values. */
export const unaryOracle = (
  f: (x: number) => number,
  { tolerance, scales = [], prepare }: UnaryKernelOptions,
): OracleOf<ReturnType<typeof unaryKernel>> => ({
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = f(x[i]!);
  },
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { x: [size] }, attrs: {} })),
    { shapes: { x: [] }, attrs: {} },
    { shapes: { x: [2, 3, 19] }, attrs: {} },
    ...scales.map((scale) => ({ shapes: { x: [257] }, attrs: {}, scale })),
  ],
  prepare: ({ x }) => {
    // Not in the long samples: infinite results would hide the errors of small ones.
    if (x.length < 257) plantSpecialValues(x);
    prepare?.(x);
  },
  tolerance,
});
