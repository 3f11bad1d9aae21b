import { defineKernel, type NoAttrs, type OracleOf, type Values } from "./kernel.ts";
import { expectShape, sizeOf } from "./shape.ts";

/** How an accumulation is tested. */
export interface AccumulationOptions {
  /** Lengths of x in the samples. */
  readonly lengths: readonly number[];
  readonly tolerance: number;
}

/** A kernel that takes all elements of x into one number, in place: total = f(total, x), which is never negative. */
export const accumulationKernel = (name: string) =>
  defineKernel<NoAttrs>()({
    inputs: { x: {}, total: { updated: true, common: true } },
    outputs: {},
    shapes: ({ total }) => {
      expectShape(name, "total", total, []);
      return {};
    },
    flops: ({ x }) => 2 * sizeOf(x),
  });

/** Its values. */
export const accumulationOracle = (
  accumulated: (total: number, x: Values) => number,
  { lengths, tolerance }: AccumulationOptions,
): OracleOf<ReturnType<typeof accumulationKernel>> => ({
  reference: ({ x, total }) => {
    total[0] = accumulated(total[0]!, x);
  },
  prepare: ({ total }) => {
    total[0] = Math.abs(total[0]!);
  },
  samples: [
    ...lengths.map((n) => ({ shapes: { x: [n], total: [] }, attrs: {} })),
    { shapes: { x: [3, 7, 5], total: [] }, attrs: {}, scale: 1e4 },
  ],
  tolerance,
});
