import { axisSpans, withAxis } from "../axis-spans.ts";
import { expectIndices, randomIndices } from "../index-range.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";

export interface IndexSelectAttrs {
  /** The axis to take from: not negative. */
  readonly dim: number;
}

export interface IndexSelectBackwardAttrs extends IndexSelectAttrs {
  /** Size of that axis of x. */
  readonly size: number;
}

function indexLength(kernel: string, index: Shape): number {
  const [count] = index;
  if (count === undefined || index.length !== 1)
    throw new ShapeError(`${kernel}: index is ${formatShape(index)}, expected one axis`);
  return count;
}

const samples: readonly (readonly [x: Shape, count: number, dim: number])[] = [
  ...[1, 3, 4, 5, 9, 17, 65, 300].map((width) => [[6, width], 4, 0] as const),
  [[3, 5], 7, 1],
  [[2, 3, 5], 4, 1],
  [[2, 3, 4, 5], 9, 2],
];

/** y = the slices of x at the indices of axis `dim`. PyTorch's `index_select`. */
export const indexSelect = defineKernel<IndexSelectAttrs>()({
  inputs: { x: { anyDtype: true }, index: { dtype: "int32" } },
  outputs: { y: { anyDtype: true } },
  shapes: ({ x, index }, { dim }) => {
    axisSpans("indexSelect", "x", x, dim);
    return { y: withAxis(x, dim, indexLength("indexSelect", index)) };
  },
  flops: () => 0,
});

export const indexSelectOracle: OracleOf<typeof indexSelect> = {
  reference: ({ x, index }, { y }, shapes, { dim }) => {
    const { size, inner } = axisSpans("indexSelect", "x", shapes.x, dim);
    expectIndices("indexSelect", index, size);
    for (let i = 0; i < y.length; i++) {
      const at = Math.floor(i / inner);
      const outer = Math.floor(at / index.length);
      y[i] = x[(outer * size + index[at % index.length]!) * inner + (i % inner)]!;
    }
  },
  samples: samples.map(([x, count, dim]) => ({ shapes: { x, index: [count] }, attrs: { dim } })),
  prepare: ({ index }, shapes, { dim }, random) => randomIndices(index, shapes.x[dim]!, random),
  tolerance: 0,
};

/** dx = the slices of dy, added up by index. */
export const indexSelectBackward = defineKernel<IndexSelectBackwardAttrs>()({
  inputs: { dy: {}, index: { dtype: "int32" } },
  outputs: { dx: {} },
  shapes: ({ dy, index }, { dim, size }) => {
    const count = indexLength("indexSelectBackward", index);
    expectShape("indexSelectBackward", "dy", dy, withAxis(dy, dim, count));
    return { dx: withAxis(dy, dim, size) };
  },
  flops: ({ dy }) => sizeOf(dy),
});

export const indexSelectBackwardOracle: OracleOf<typeof indexSelectBackward> = {
  reference: ({ dy, index }, { dx }, shapes, { dim, size }) => {
    const { inner } = axisSpans("indexSelectBackward", "dy", shapes.dy, dim);
    expectIndices("indexSelectBackward", index, size);
    dx.fill(0);
    for (let i = 0; i < dy.length; i++) {
      const at = Math.floor(i / inner);
      const outer = Math.floor(at / index.length);
      dx[(outer * size + index[at % index.length]!) * inner + (i % inner)]! += dy[i]!;
    }
  },
  samples: samples.map(([x, count, dim]) => ({
    shapes: { dy: withAxis(x, dim, count), index: [count] },
    attrs: { dim, size: x[dim]! },
  })),
  prepare: ({ index }, _shapes, { size }, random) => randomIndices(index, size, random),
  tolerance: 1e-6,
};
