import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";
import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = |x|. */
export const abs = unaryKernel();

export const absOracle = unaryOracle(Math.abs, { tolerance: 0 });

/** dx = dy sign(x), where the sign of 0 and of NaN is 0, as in PyTorch. */
export const absBackward = defineKernel<NoAttrs>()({
  inputs: { dy: {}, x: {} },
  outputs: { dx: {} },
  shapes: ({ dy, x }) => {
    expectShape("absBackward", "dy", dy, x);
    return { dx: x };
  },
  flops: ({ x }) => sizeOf(x),
});

export const absBackwardOracle: OracleOf<typeof absBackward> = {
  reference: ({ dy, x }, { dx }) => {
    for (let i = 0; i < x.length; i++) dx[i] = dy[i]! * (Math.sign(x[i]!) || 0);
  },
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { dy: [size], x: [size] }, attrs: {} })),
    { shapes: { dy: [2, 3, 5], x: [2, 3, 5] }, attrs: {} },
  ],
  prepare: ({ dy, x }) => {
    plantSpecialValues(x);
    plantSpecialValues(dy.subarray(22)); // infinities where x is 0, NaN where it is NaN
  },
  tolerance: 0,
};
