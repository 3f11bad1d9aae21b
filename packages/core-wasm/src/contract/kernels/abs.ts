import { defineKernel, type NoAttrs } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";
import { unaryKernel } from "../unary-kernel.ts";

/** y = |x|. */
export const abs = unaryKernel(Math.abs, { tolerance: 0 });

/** dx = dy where x > 0, -dy where x < 0, else 0, as PyTorch has it at 0 and at NaN. */
export const absBackward = defineKernel<NoAttrs>()({
  inputs: { dy: {}, x: {} },
  outputs: { dx: {} },
  shapes: ({ dy, x }) => {
    expectShape("absBackward", "dy", dy, x);
    return { dx: x };
  },
  reference: ({ dy, x }, { dx }) => {
    for (let i = 0; i < x.length; i++) dx[i] = x[i]! > 0 ? dy[i]! : x[i]! < 0 ? -dy[i]! : 0;
  },
  flops: ({ x }) => sizeOf(x),
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { dy: [size], x: [size] }, attrs: {} })),
    { shapes: { dy: [2, 3, 5], x: [2, 3, 5] }, attrs: {} },
  ],
  prepare: ({ x }) => plantSpecialValues(x),
  tolerance: 0,
});
