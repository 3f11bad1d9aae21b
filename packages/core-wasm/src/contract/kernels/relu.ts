import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { expectShape, lastAxis, sizeOf } from "../shape.ts";
import { elementwiseSizes, plantSpecialValues } from "../special-values.ts";
import { activationBackwardSamples } from "./gelu.ts";

/** relu(x) = x where x > 0, else 0; NaN stays NaN. */
export const reluOf = (x: number): number => Math.max(x, 0);

/** y = max(x, 0). */
export const relu = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => ({ y: x }),
  flops: ({ x }) => sizeOf(x),
});

export const reluOracle: OracleOf<typeof relu> = {
  reference: ({ x }, { y }) => {
    for (let i = 0; i < x.length; i++) y[i] = reluOf(x[i]!);
  },
  samples: [
    ...elementwiseSizes.map((size) => ({ shapes: { x: [size] }, attrs: {} })),
    { shapes: { x: [2, 3, 65] }, attrs: {}, scale: 1e4 },
  ],
  prepare: ({ x }) => plantSpecialValues(x),
  tolerance: 1e-7,
};

export interface ReluBackwardAttrs {
  /** dbias is wanted. */
  readonly bias: boolean;
}

/** dx = dy where y > 0, else 0; dbias [columns], when wanted, the sum of dx over all rows: as in geluBackward. */
export const reluBackward = defineKernel<ReluBackwardAttrs>()({
  inputs: { dy: {}, y: {} },
  outputs: { dx: {}, dbias: { optional: true } },
  shapes: ({ dy, y }, { bias }) => {
    expectShape("reluBackward", "dy", dy, y);
    return { dx: y, dbias: bias ? [lastAxis("reluBackward", "dy", dy)] : undefined };
  },
  flops: ({ y }, { bias }) => (bias ? 2 : 1) * sizeOf(y),
});

export const reluBackwardOracle: OracleOf<typeof reluBackward> = {
  reference: ({ dy, y }, { dx, dbias }) => {
    dbias?.fill(0);
    for (let i = 0; i < y.length; i++) {
      dx[i] = y[i]! <= 0 ? 0 : dy[i]!;
      if (dbias) dbias[i % dbias.length]! += dx[i]!;
    }
  },
  samples: [
    ...elementwiseSizes.map((size) => ({
      shapes: { dy: [size], y: [size] },
      attrs: { bias: false },
    })),
    { shapes: { dy: [2, 3, 65], y: [2, 3, 65] }, attrs: { bias: false }, scale: 1e4 },
    ...activationBackwardSamples.map(({ dy, scale }) => ({
      shapes: { dy, y: dy },
      attrs: { bias: true },
      ...(scale && { scale }),
    })),
  ],
  prepare: ({ y }) => {
    for (let i = 0; i < y.length; i++) y[i] = reluOf(y[i]!);
    plantSpecialValues(y);
  },
  tolerance: 1e-6,
  compose: (composer, { dy, y }, _shapes, { bias }) =>
    bias ? composer.run("reluBackward", { dy, y }, { bias: false }) : undefined,
};
