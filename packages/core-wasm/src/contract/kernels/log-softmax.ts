import {
  rowGradientKernel,
  rowGradientOracle,
  rowKernel,
  rowOracle,
  rowWidths,
} from "../row-kernel.ts";

/** y = x - max(x) - ln(sum(exp(x - max(x)))) over the last axis. A row of -Infinity gives NaN. */
export const logSoftmax = rowKernel("logSoftmax", { flops: 5 });

export const logSoftmaxOracle = rowOracle(
  "logSoftmax",
  (x, y) => {
    let max = -Infinity;
    for (const value of x) max = Math.max(max, value);
    let sum = 0;
    for (const value of x) sum += Math.exp(value - max);
    for (let i = 0; i < x.length; i++) y[i] = x[i]! - max - Math.log(sum);
  },
  {
    samples: [
      ...rowWidths.map((columns) => ({ shape: [4, columns] })),
      { shape: [2, 3, 17] },
      { shape: [4, 65], scale: 1e4 },
    ],
    // In the last rows: masked classes, a NaN.
    prepare: ({ x }, shapes) => {
      const columns = shapes.x.at(-1)!;
      if (columns < 9) return;
      x[x.length - columns - 3] = -Infinity;
      if (columns > 32) x[x.length - 2] = NaN;
    },
    tolerance: 2e-6,
  },
);

/** dx = dy - exp(y) sum(dy) over the last axis. */
export const logSoftmaxBackward = rowGradientKernel("logSoftmaxBackward", { flops: 6 });

export const logSoftmaxBackwardOracle = rowGradientOracle(
  "logSoftmaxBackward",
  (dy, y, dx) => {
    let sum = 0;
    for (const value of dy) sum += value;
    for (let i = 0; i < y.length; i++) dx[i] = dy[i]! - Math.exp(y[i]!) * sum;
  },
  {
    samples: rowWidths.map((columns) => ({ shape: [3, columns] })),
    prepare: ({ y }) => {
      for (let i = 0; i < y.length; i++) y[i] = -Math.abs(3 * y[i]!);
      if (y.length > 30) y[7] = -Infinity;
    },
    tolerance: 2e-6,
  },
);
