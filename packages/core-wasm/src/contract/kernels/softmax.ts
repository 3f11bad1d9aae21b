import {
  rowGradientKernel,
  rowGradientOracle,
  rowKernel,
  rowOracle,
  rowWidths,
} from "../row-kernel.ts";

/** y = exp(x - max(x)) / sum(exp(x - max(x))) over the last axis. A row of -Infinity gives zeros. */
export const softmax = rowKernel("softmax", { flops: 5 });

export const softmaxOracle = rowOracle(
  "softmax",
  (x, y) => {
    let max = -Infinity;
    for (const value of x) max = Math.max(max, value);
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += y[i] = max === -Infinity ? 0 : Math.exp(x[i]! - max);
    if (sum !== 0) for (let i = 0; i < x.length; i++) y[i]! /= sum;
  },
  {
    samples: [
      ...rowWidths.map((columns) => ({ shape: [3, columns] })),
      { shape: [2, 3, 17] },
      { shape: [4, 65], scale: 1e4 },
    ],
    tolerance: 3e-6,
  },
);

/** dx = y * (dy - sum(dy * y)) over the last axis. */
export const softmaxBackward = rowGradientKernel("softmaxBackward", { flops: 4 });

export const softmaxBackwardOracle = rowGradientOracle(
  "softmaxBackward",
  (dy, y, dx) => {
    let dot = 0;
    for (let i = 0; i < y.length; i++) dot += dy[i]! * y[i]!;
    for (let i = 0; i < y.length; i++) dx[i] = y[i]! * (dy[i]! - dot);
  },
  {
    samples: [1, 7, 33, 64, 257].map((columns) => ({ shape: [3, columns] })),
    tolerance: 3e-6,
  },
);
