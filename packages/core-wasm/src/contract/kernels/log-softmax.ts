import { defineKernel, type NoAttrs } from "../kernel.ts";
import { expectShape, lastAxis, sizeOf } from "../shape.ts";

const widths = [1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257];

/** y = x - max(x) - ln(sum(exp(x - max(x)))) over the last axis. A row of -Infinity gives NaN. */
export const logSoftmax = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => {
    lastAxis("logSoftmax", "x", x);
    return { y: x };
  },
  reference: ({ x }, { y }, shapes) => {
    const columns = lastAxis("logSoftmax", "x", shapes.x);
    for (let row = 0; row < x.length; row += columns) {
      let max = -Infinity;
      for (let i = row; i < row + columns; i++) max = Math.max(max, x[i]!);
      let sum = 0;
      for (let i = row; i < row + columns; i++) sum += Math.exp(x[i]! - max);
      for (let i = row; i < row + columns; i++) y[i] = x[i]! - max - Math.log(sum);
    }
  },
  flops: ({ x }) => 5 * sizeOf(x),
  samples: [
    ...widths.map((columns) => ({ shapes: { x: [4, columns] }, attrs: {} })),
    { shapes: { x: [2, 3, 17] }, attrs: {} },
    { shapes: { x: [4, 65] }, attrs: {}, scale: 1e4 },
  ],
  // In the last rows: masked classes, a NaN.
  prepare: ({ x }, shapes) => {
    const columns = shapes.x.at(-1)!;
    if (columns < 9) return;
    x[x.length - columns - 3] = -Infinity;
    if (columns > 32) x[x.length - 2] = NaN;
  },
  tolerance: 2e-6,
});

/** dx = dy - exp(y) sum(dy) over the last axis. */
export const logSoftmaxBackward = defineKernel<NoAttrs>()({
  inputs: { dy: {}, y: {} },
  outputs: { dx: {} },
  shapes: ({ dy, y }) => {
    expectShape("logSoftmaxBackward", "dy", dy, y);
    lastAxis("logSoftmaxBackward", "y", y);
    return { dx: y };
  },
  reference: ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis("logSoftmaxBackward", "y", shapes.y);
    for (let row = 0; row < y.length; row += columns) {
      let sum = 0;
      for (let i = row; i < row + columns; i++) sum += dy[i]!;
      for (let i = row; i < row + columns; i++) dx[i] = dy[i]! - Math.exp(y[i]!) * sum;
    }
  },
  flops: ({ y }) => 6 * sizeOf(y),
  samples: widths.map((columns) => ({
    shapes: { dy: [3, columns], y: [3, columns] },
    attrs: {},
  })),
  prepare: ({ y }) => {
    for (let i = 0; i < y.length; i++) y[i] = -Math.abs(3 * y[i]!);
    if (y.length > 30) y[7] = -Infinity;
  },
  tolerance: 2e-6,
});
