import { type AxisSpans, axisSpans, withAxis } from "../axis-spans.ts";
import { expectIndices, randomIndices } from "../index-range.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, formatShape, type Shape, ShapeError } from "../shape.ts";

export interface GatherAttrs {
  /** The axis that the index counts along: not negative. */
  readonly dim: number;
}

/** x around the axis; the index must have x's size on every other one. */
export function gatherSpans(
  kernel: string,
  x: Shape,
  index: Shape,
  dim: number,
): AxisSpans & { readonly count: number } {
  const spans = axisSpans(kernel, "x", x, dim);
  const count = index[dim];
  if (count === undefined || index.length !== x.length)
    throw new ShapeError(
      `${kernel}: index is ${formatShape(index)}, expected as many axes as x, ${formatShape(x)}`,
    );
  expectShape(kernel, "index", index, withAxis(x, dim, count));
  return { ...spans, count };
}

export const gatherSamples: readonly (readonly [x: Shape, index: Shape, dim: number])[] = [
  ...[1, 3, 5, 9, 17].map((n) => [[3, n], [3, 4], 1] as const),
  ...[1, 3, 5, 9, 17].map((n) => [[6, n], [8, n], 0] as const),
  [[2, 3, 5, 4], [2, 7, 5, 4], 1],
  [[5], [9], 0],
];

/** y[..., j, ...] = x[..., index[..., j, ...], ...] along axis `dim`. PyTorch's `gather`. */
export const gather = defineKernel<GatherAttrs>()({
  inputs: { x: { anyDtype: true }, index: { dtype: "int32" } },
  outputs: { y: { anyDtype: true } },
  shapes: ({ x, index }, { dim }) => {
    gatherSpans("gather", x, index, dim);
    return { y: index };
  },
  flops: () => 0,
});

export const gatherOracle: OracleOf<typeof gather> = {
  reference: ({ x, index }, { y }, shapes, { dim }) => {
    const { size, inner, count } = gatherSpans("gather", shapes.x, shapes.index, dim);
    expectIndices("gather", index, size);
    for (let i = 0; i < index.length; i++) {
      const outer = Math.floor(i / (count * inner));
      y[i] = x[(outer * size + index[i]!) * inner + (i % inner)]!;
    }
  },
  samples: gatherSamples.map(([x, index, dim]) => ({ shapes: { x, index }, attrs: { dim } })),
  prepare: ({ index }, shapes, { dim }, random) => randomIndices(index, shapes.x[dim]!, random),
  tolerance: 0,
};
