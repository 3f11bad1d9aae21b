import { inFloatRange } from "../float-range.ts";
import { defineKernel, type OracleOf, type Values } from "../kernel.ts";
import { addResidual, expectNormGradient, normGradientInputs } from "../norm-gradient.ts";
import { rowWidths } from "../row-kernel.ts";
import { expectShape, lastAxis, type Shape, sizeOf } from "../shape.ts";
import { plantSpecialValues } from "../special-values.ts";

export interface LayerNormAttrs {
  /** Added to the variance; PyTorch's default is 1e-5. */
  readonly eps: number;
}

/** [rows, 2] of an [..., columns] tensor. */
const statsShape = (x: Shape): Shape => [sizeOf(x.slice(0, -1)), 2];

/** stats[row] = (mean, 1 / sqrt(variance + eps)), the variance being the biased one. */
function writeStats(x: Values, stats: Values, columns: number, eps: number): void {
  for (let row = 0; row * columns < x.length; row++) {
    const values = x.subarray(row * columns, (row + 1) * columns);
    let mean = 0;
    for (const value of values) mean += value / columns;
    let variance = 0;
    for (const value of values) variance += (value - mean) ** 2 / columns;
    stats[2 * row] = mean;
    stats[2 * row + 1] = 1 / Math.sqrt(inFloatRange(variance) + eps);
  }
}

/**
 * y = (x - mean) / sqrt(variance + eps) * weight + bias over the last axis; weight and bias [columns].
 * stats [rows, 2] = (mean, 1 / sqrt(variance + eps)); 0 where the variance is beyond float32. Ba, Kiros, Hinton, arXiv 1607.06450.
 */
export const layerNorm = defineKernel<LayerNormAttrs>()({
  inputs: { x: {}, weight: { optional: true }, bias: { optional: true } },
  outputs: { y: {}, stats: {} },
  shapes: ({ x, weight, bias }) => {
    const columns = lastAxis("layerNorm", "x", x);
    if (weight) expectShape("layerNorm", "weight", weight, [columns]);
    if (bias) expectShape("layerNorm", "bias", bias, [columns]);
    return { y: x, stats: statsShape(x) };
  },
  flops: ({ x }) => 8 * sizeOf(x),
});

export const layerNormOracle: OracleOf<typeof layerNorm> = {
  reference: ({ x, weight, bias }, { y, stats }, shapes, { eps }) => {
    const columns = lastAxis("layerNorm", "x", shapes.x);
    writeStats(x, stats, columns, eps);
    for (let i = 0; i < x.length; i++) {
      const row = Math.floor(i / columns);
      const normal = (x[i]! - stats[2 * row]!) * stats[2 * row + 1]!;
      y[i] = normal * (weight?.[i % columns] ?? 1) + (bias?.[i % columns] ?? 0);
    }
  },
  samples: [
    ...rowWidths.map((columns) => ({
      shapes: { x: [3, columns], weight: [columns], bias: [columns] },
      attrs: { eps: 1e-5 },
    })),
    { shapes: { x: [2, 3, 33] }, attrs: { eps: 1e-5 } },
    { shapes: { x: [2, 3, 33], weight: [33] }, attrs: { eps: 1e-5 } },
    { shapes: { x: [65], bias: [65] }, attrs: { eps: 1e-12 } },
    { shapes: { x: [5, 257], weight: [257], bias: [257] }, attrs: { eps: 1e-5 }, scale: 1e4 },
    { shapes: { x: [5, 64], weight: [64] }, attrs: { eps: 1e-5 }, scale: 1e-4 },
    ...[1e-15, 1e15, 1e20, 1e30].flatMap((scale) =>
      [33, 64].map((columns) => ({
        shapes: { x: [2, columns], weight: [columns], bias: [columns] },
        attrs: { eps: 1e-5 },
        scale,
      })),
    ),
  ],
  // From the third row on: a mean far larger than the deviation, equal values, a NaN.
  prepare: ({ x }, shapes) => {
    const columns = shapes.x.at(-1)!;
    for (let i = 2 * columns; i < Math.min(x.length, 3 * columns); i++) x[i]! += 1e4;
    if (columns > 1) for (let i = 3 * columns; i < Math.min(x.length, 4 * columns); i++) x[i] = 3;
    if (x.length >= 5 * columns) x[5 * columns - 1] = NaN;
  },
  tolerance: 3e-6,
  nonFinite: { infinityOrNaN: true },
};

export interface LayerNormBackwardAttrs {
  /** dweight is wanted. */
  readonly weight: boolean;
  /** dbias is wanted. */
  readonly bias: boolean;
}

/**
 * With n = (x - mean(x)) rstd and g = dy * weight: dx = rstd (g - mean(g) - n mean(g n)), dweight = sum over rows
 * of dy n, dbias = sum over rows of dy. Of stats only rstd is exact: its mean is rounded. dresidual, of x's shape, is the
 * gradient that x has from its other uses, such as the residual path of a pre-norm block, and is added to dx.
 */
export const layerNormBackward = defineKernel<LayerNormBackwardAttrs>()({
  inputs: normGradientInputs,
  outputs: { dx: {}, dweight: { optional: true }, dbias: { optional: true } },
  shapes: (shapes, wanted) => {
    const columns = expectNormGradient("layerNormBackward", shapes, statsShape);
    return {
      dx: shapes.x,
      dweight: wanted.weight ? [columns] : undefined,
      dbias: wanted.bias ? [columns] : undefined,
    };
  },
  flops: ({ x }) => 16 * sizeOf(x),
});

export const layerNormBackwardOracle: OracleOf<typeof layerNormBackward> = {
  reference: ({ dy, x, weight, stats, dresidual }, { dx, dweight, dbias }, shapes) => {
    const columns = lastAxis("layerNormBackward", "x", shapes.x);
    dweight?.fill(0);
    dbias?.fill(0);
    for (let row = 0; row * columns < x.length; row++) {
      const rstd = stats[2 * row + 1]!;
      let mean = 0;
      for (let c = 0; c < columns; c++) mean += x[row * columns + c]! / columns;
      const normal = (c: number): number => (x[row * columns + c]! - mean) * rstd;
      const g = (c: number): number => dy[row * columns + c]! * (weight?.[c] ?? 1);
      let meanG = 0;
      let meanGN = 0;
      for (let c = 0; c < columns; c++) {
        meanG += g(c) / columns;
        meanGN += (g(c) * normal(c)) / columns;
        if (dweight) dweight[c]! += dy[row * columns + c]! * normal(c);
        if (dbias) dbias[c]! += dy[row * columns + c]!;
      }
      for (let c = 0; c < columns; c++) {
        const at = row * columns + c;
        dx[at] = rstd * (g(c) - meanG - normal(c) * meanGN) + (dresidual?.[at] ?? 0);
      }
    }
  },
  samples: [
    ...rowWidths.map((columns) => ({
      shapes: { dy: [5, columns], x: [5, columns], weight: [columns], stats: [5, 2] },
      attrs: { weight: true, bias: true },
    })),
    ...[0, 1, 4, 7, 63, 64, 65, 129, 200].map((rows) => ({
      shapes: { dy: [rows, 17], x: [rows, 17], weight: [17], stats: [rows, 2] },
      attrs: { weight: true, bias: true },
    })),
    {
      shapes: { dy: [2, 3, 33], x: [2, 3, 33], stats: [6, 2] },
      attrs: { weight: false, bias: false },
    },
    {
      shapes: { dy: [70, 9], x: [70, 9], weight: [9], stats: [70, 2] },
      attrs: { weight: true, bias: false },
    },
    {
      shapes: { dy: [70, 9], x: [70, 9], stats: [70, 2] },
      attrs: { weight: false, bias: true },
    },
    {
      shapes: { dy: [6, 65], x: [6, 65], weight: [65], stats: [6, 2] },
      attrs: { weight: true, bias: true },
      scale: 1e4,
    },
    ...[1, 3, 17, 33, 64, 65, 257].map((columns) => ({
      shapes: {
        ...{ dy: [5, columns], x: [5, columns], weight: [columns], stats: [5, 2] },
        dresidual: [5, columns],
      },
      attrs: { weight: true, bias: true },
    })),
    {
      shapes: { dy: [2, 65, 9], x: [2, 65, 9], stats: [130, 2], dresidual: [2, 65, 9] },
      attrs: { weight: false, bias: false },
    },
  ],
  prepare: ({ x, stats, dresidual }, shapes) => {
    const columns = shapes.x.at(-1)!;
    if (dresidual) plantSpecialValues(dresidual);
    for (let i = 2 * columns; i < Math.min(x.length, 3 * columns); i++)
      x[i] = Math.fround(x[i]! + 1e4);
    writeStats(x, stats, columns, 1e-5);
  },
  tolerance: 3e-6,
  nonFinite: { infinityOrNaN: true },
  compose: addResidual("layerNormBackward"),
};
