import { defineKernel, type NoAttrs } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";

/** relu(x) = x where x > 0, else 0; NaN stays NaN. */
export const reluOf = (x: number): number => Math.max(x, 0);

/** y = max(x, 0). */
export const relu = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = reluOf(x[i]!);
  },
  flops: ({ x }) => sizeOf(x),
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { x: [size] }, attrs: {} })),
    { shapes: { x: [2, 3, 65] }, attrs: {}, scale: 1e4 },
  ],
  prepare: ({ x }) => plantSpecialValues(x),
  tolerance: 1e-7,
});

/** dx = dy where y > 0, else 0. */
export const reluBackward = defineKernel<NoAttrs>()({
  inputs: { dy: {}, y: {} },
  outputs: { dx: {} },
  shapes: ({ dy, y }) => {
    expectShape("reluBackward", "dy", dy, y);
    return { dx: y };
  },
  reference: ({ dy, y }, { dx }) => {
    for (let i = 0; i < y.length; i++) dx[i] = y[i]! <= 0 ? 0 : dy[i]!;
  },
  flops: ({ y }) => sizeOf(y),
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { dy: [size], y: [size] }, attrs: {} })),
    { shapes: { dy: [2, 3, 65], y: [2, 3, 65] }, attrs: {}, scale: 1e4 },
  ],
  prepare: ({ y }) => {
    for (let i = 0; i < y.length; i++) y[i] = reluOf(y[i]!);
    plantSpecialValues(y);
  },
  tolerance: 1e-7,
});
