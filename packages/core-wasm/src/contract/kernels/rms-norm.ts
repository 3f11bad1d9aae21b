import { inFloatRange } from "../float-range.ts";
import { defineKernel, type OracleOf, type Values } from "../kernel.ts";
import { addResidual, expectNormGradient, normGradientInputs } from "../norm-gradient.ts";
import { rowWidths } from "../row-kernel.ts";
import { expectShape, lastAxis, type Shape, sizeOf } from "../shape.ts";
import { plantSpecialValues } from "../special-values.ts";

export interface RmsNormAttrs {
  /** Added to the mean square. */
  readonly eps: number;
}

/** [rows] of an [..., columns] tensor. */
const statsShape = (x: Shape): Shape => [sizeOf(x.slice(0, -1))];

/** stats[row] = 1 / sqrt(mean(x^2) + eps). */
function writeStats(x: Values, stats: Values, columns: number, eps: number): void {
  for (let row = 0; row * columns < x.length; row++) {
    let square = 0;
    for (const value of x.subarray(row * columns, (row + 1) * columns))
      square += (value * value) / columns;
    stats[row] = 1 / Math.sqrt(inFloatRange(square) + eps);
  }
}

/**
 * y = x / sqrt(mean(x^2) + eps) * weight over the last axis; weight [columns].
 * stats [rows] = 1 / sqrt(mean(x^2) + eps), 0 where the mean is beyond float32. Zhang and Sennrich, arXiv 1910.07467.
 */
export const rmsNorm = defineKernel<RmsNormAttrs>()({
  inputs: { x: {}, weight: { optional: true } },
  outputs: { y: {}, stats: {} },
  shapes: ({ x, weight }) => {
    const columns = lastAxis("rmsNorm", "x", x);
    if (weight) expectShape("rmsNorm", "weight", weight, [columns]);
    return { y: x, stats: statsShape(x) };
  },
  flops: ({ x }) => 5 * sizeOf(x),
});

export const rmsNormOracle: OracleOf<typeof rmsNorm> = {
  reference: ({ x, weight }, { y, stats }, shapes, { eps }) => {
    const columns = lastAxis("rmsNorm", "x", shapes.x);
    writeStats(x, stats, columns, eps);
    for (let i = 0; i < x.length; i++)
      y[i] = x[i]! * stats[Math.floor(i / columns)]! * (weight?.[i % columns] ?? 1);
  },
  samples: [
    ...rowWidths.map((columns) => ({
      shapes: { x: [3, columns], weight: [columns] },
      attrs: { eps: 1e-6 },
    })),
    { shapes: { x: [2, 3, 33] }, attrs: { eps: 2 ** -23 } },
    { shapes: { x: [65] }, attrs: { eps: 1e-5 } },
    { shapes: { x: [5, 257], weight: [257] }, attrs: { eps: 1e-6 }, scale: 1e4 },
    { shapes: { x: [5, 64], weight: [64] }, attrs: { eps: 1e-6 }, scale: 1e-4 },
    ...[1e-15, 1e15, 1e20, 1e30].flatMap((scale) =>
      [33, 64].map((columns) => ({
        shapes: { x: [2, columns], weight: [columns] },
        attrs: { eps: 1e-6 },
        scale,
      })),
    ),
  ],
  // The fifth row holds a NaN; the fourth is zero.
  prepare: ({ x }, shapes) => {
    const columns = shapes.x.at(-1)!;
    x.fill(0, 3 * columns, 4 * columns);
    if (x.length >= 5 * columns) x[5 * columns - 1] = NaN;
  },
  tolerance: 2e-6,
};

export interface RmsNormBackwardAttrs {
  /** dweight is wanted. */
  readonly weight: boolean;
}

/**
 * With n = x stats and g = dy * weight: dx = stats (g - n mean(g n)), dweight = sum over rows of dy n. dresidual, of x's
 * shape, is the gradient that x has from its other uses, and is added to dx.
 */
export const rmsNormBackward = defineKernel<RmsNormBackwardAttrs>()({
  inputs: normGradientInputs,
  outputs: { dx: {}, dweight: { optional: true } },
  shapes: (shapes, wanted) => {
    const columns = expectNormGradient("rmsNormBackward", shapes, statsShape);
    return { dx: shapes.x, dweight: wanted.weight ? [columns] : undefined };
  },
  flops: ({ x }) => 12 * sizeOf(x),
});

export const rmsNormBackwardOracle: OracleOf<typeof rmsNormBackward> = {
  reference: ({ dy, x, weight, stats, dresidual }, { dx, dweight }, shapes) => {
    const columns = lastAxis("rmsNormBackward", "x", shapes.x);
    dweight?.fill(0);
    for (let row = 0; row * columns < x.length; row++) {
      const scale = stats[row]!;
      const normal = (c: number): number => x[row * columns + c]! * scale;
      const g = (c: number): number => dy[row * columns + c]! * (weight?.[c] ?? 1);
      let mean = 0;
      for (let c = 0; c < columns; c++) {
        mean += (g(c) * normal(c)) / columns;
        if (dweight) dweight[c]! += dy[row * columns + c]! * normal(c);
      }
      for (let c = 0; c < columns; c++) {
        const at = row * columns + c;
        dx[at] = scale * (g(c) - normal(c) * mean) + (dresidual?.[at] ?? 0);
      }
    }
  },
  samples: [
    ...rowWidths.map((columns) => ({
      shapes: { dy: [5, columns], x: [5, columns], weight: [columns], stats: [5] },
      attrs: { weight: true },
    })),
    ...[0, 1, 4, 63, 64, 65, 200].map((rows) => ({
      shapes: { dy: [rows, 17], x: [rows, 17], weight: [17], stats: [rows] },
      attrs: { weight: true },
    })),
    { shapes: { dy: [2, 3, 33], x: [2, 3, 33], stats: [6] }, attrs: { weight: false } },
    { shapes: { dy: [70, 9], x: [70, 9], weight: [9], stats: [70] }, attrs: { weight: false } },
    {
      shapes: { dy: [6, 65], x: [6, 65], weight: [65], stats: [6] },
      attrs: { weight: true },
      scale: 1e4,
    },
    ...[1, 3, 17, 33, 64, 65, 257].map((columns) => ({
      shapes: {
        ...{ dy: [5, columns], x: [5, columns], weight: [columns], stats: [5] },
        dresidual: [5, columns],
      },
      attrs: { weight: true },
    })),
    {
      shapes: { dy: [2, 65, 9], x: [2, 65, 9], stats: [130], dresidual: [2, 65, 9] },
      attrs: { weight: false },
    },
  ],
  // A large eps: with a small one, nothing but rounding is left of the gradient of a single column.
  prepare: ({ x, stats, dresidual }, shapes) => {
    if (dresidual) plantSpecialValues(dresidual);
    writeStats(x, stats, shapes.x.at(-1)!, 0.5);
  },
  tolerance: 3e-6,
  compose: addResidual("rmsNormBackward"),
};
