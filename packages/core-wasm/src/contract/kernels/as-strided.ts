import { forEachOffset } from "../broadcast.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";

/** Which elements of x the result takes. */
export interface AsStridedAttrs {
  readonly size: Shape;
  /** Elements of x from one index of each axis to the next: 0 repeats, a negative step goes back. */
  readonly stride: readonly number[];
  /** Element of x at index 0 of every axis. */
  readonly offset: number;
}

export interface AsStridedBackwardAttrs extends AsStridedAttrs {
  /** Shape of x. */
  readonly shape: Shape;
}

function expectInside(kernel: string, x: Shape, { size, stride, offset }: AsStridedAttrs): void {
  const counts = [...size, ...stride, offset];
  if (size.length !== stride.length || !counts.every(Number.isInteger))
    throw new ShapeError(
      `${kernel}: size is ${formatShape(size)}, stride ${formatShape(stride)}, expected as many integers in both`,
    );
  if (sizeOf(size) === 0) return;
  let [first, last] = [offset, offset];
  for (const [axis, step] of stride.entries()) {
    const reach = (size[axis]! - 1) * step;
    if (reach < 0) first += reach;
    else last += reach;
  }
  if (first < 0 || last >= sizeOf(x))
    throw new ShapeError(
      `${kernel}: x is ${formatShape(x)}, expected elements ${first} to ${last} ` +
        `for size ${formatShape(size)} with strides ${formatShape(stride)} from ${offset}`,
    );
}

const samples: readonly (readonly [
  x: Shape,
  size: Shape,
  stride: readonly number[],
  offset: number,
])[] = [
  ...[1, 3, 4, 5, 8, 17, 65, 257].map((n) => [[3, n + 2], [3, n], [n + 2, 1], 1] as const), // slice
  ...[1, 3, 5, 8, 17].map((n) => [[n], [3, n], [0, 1], 0] as const), // expand
  ...[1, 3, 5, 8, 17].map((n) => [[3], [3, n], [1, 0], 0] as const), // repeat
  ...[1, 3, 5, 8].map((n) => [[2, n], [2, n], [n, -1], n - 1] as const), // flip
  [[4, 9], [4, 3], [9, 3], 1], // every third
  [[4, 5, 6], [4, 6], [30, 1], 12], // select
  [[2, 3, 4, 5], [2, 2, 4, 2], [60, 20, 5, 1], 22],
  [[2, 1, 3], [2, 4, 3], [3, 0, 1], 0],
  [[6], [4, 3], [1, 1], 0], // windows that overlap
  [[5], [], [], 3],
  [[4], [0, 4], [4, 1], 0],
];

/** y[i...] = x[offset + sum of i_k stride_k]. PyTorch's `as_strided`, as a copy. */
export const asStrided = defineKernel<AsStridedAttrs>()({
  inputs: { x: { anyDtype: true } },
  outputs: { y: { anyDtype: true } },
  shapes: ({ x }, attrs) => {
    expectInside("asStrided", x, attrs);
    return { y: attrs.size };
  },
  flops: () => 0,
});

export const asStridedOracle: OracleOf<typeof asStrided> = {
  reference: ({ x }, { y }, _, { size, stride, offset }) => {
    forEachOffset(size, [stride], (i, [at]) => {
      y[i] = x[offset + at!]!;
    });
  },
  samples: samples.map(([x, size, stride, offset]) => ({
    shapes: { x },
    attrs: { size, stride, offset },
  })),
  tolerance: 0,
};

/** dx = the sum of dy over the elements that took each one of x. */
export const asStridedBackward = defineKernel<AsStridedBackwardAttrs>()({
  inputs: { dy: {} },
  outputs: { dx: {} },
  shapes: ({ dy }, attrs) => {
    expectShape("asStridedBackward", "dy", dy, attrs.size);
    expectInside("asStridedBackward", attrs.shape, attrs);
    return { dx: attrs.shape };
  },
  flops: ({ dy }) => sizeOf(dy),
});

export const asStridedBackwardOracle: OracleOf<typeof asStridedBackward> = {
  reference: ({ dy }, { dx }, _, { size, stride, offset }) => {
    dx.fill(0);
    forEachOffset(size, [stride], (i, [at]) => {
      dx[offset + at!]! += dy[i]!;
    });
  },
  samples: samples.map(([shape, size, stride, offset]) => ({
    shapes: { dy: size },
    attrs: { shape, size, stride, offset },
  })),
  tolerance: 1e-6,
};
