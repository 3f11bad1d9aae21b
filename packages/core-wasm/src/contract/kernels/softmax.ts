import { defineKernel, type NoAttrs } from "../kernel.ts";
import { expectShape, lastAxis, sizeOf } from "../shape.ts";

/** y = exp(x - max(x)) / sum(exp(x - max(x))) over the last axis. A row of -Infinity gives zeros. */
export const softmax = defineKernel<NoAttrs>()({
  inputs: { x: {} },
  outputs: { y: {} },
  shapes: ({ x }) => {
    lastAxis("softmax", "x", x);
    return { y: x };
  },
  reference: ({ x }, { y }, shapes) => {
    const columns = lastAxis("softmax", "x", shapes.x);
    for (let row = 0; row < x.length; row += columns) {
      let max = -Infinity;
      for (let i = row; i < row + columns; i++) max = Math.max(max, x[i]!);
      let sum = 0;
      for (let i = row; i < row + columns; i++)
        sum += y[i] = max === -Infinity ? 0 : Math.exp(x[i]! - max);
      if (sum !== 0) for (let i = row; i < row + columns; i++) y[i]! /= sum;
    }
  },
  flops: ({ x }) => 5 * sizeOf(x),
  samples: [
    ...[1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257].map((columns) => ({
      shapes: { x: [3, columns] },
      attrs: {},
    })),
    { shapes: { x: [2, 3, 17] }, attrs: {} },
    { shapes: { x: [4, 65] }, attrs: {}, scale: 1e4 },
  ],
  tolerance: 3e-6,
});

/** dx = y * (dy - sum(dy * y)) over the last axis. */
export const softmaxBackward = defineKernel<NoAttrs>()({
  inputs: { dy: {}, y: {} },
  outputs: { dx: {} },
  shapes: ({ dy, y }) => {
    expectShape("softmaxBackward", "dy", dy, y);
    return { dx: y };
  },
  reference: ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis("softmaxBackward", "y", shapes.y);
    for (let row = 0; row < y.length; row += columns) {
      let dot = 0;
      for (let i = row; i < row + columns; i++) dot += dy[i]! * y[i]!;
      for (let i = row; i < row + columns; i++) dx[i] = y[i]! * (dy[i]! - dot);
    }
  },
  flops: ({ y }) => 4 * sizeOf(y),
  samples: [1, 7, 33, 64, 257].map((columns) => ({
    shapes: { dy: [3, columns], y: [3, columns] },
    attrs: {},
  })),
  tolerance: 3e-6,
});
