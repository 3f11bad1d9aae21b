import { expectIndices, randomIndices } from "../index-range.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";
import { type GatherAttrs, gatherSamples, gatherSpans } from "./gather.ts";

/** y = x, and y[..., index[..., j, ...], ...] += source[..., j, ...] along axis `dim`. PyTorch's `scatter_add`. */
export const scatterAdd = defineKernel<GatherAttrs>()({
  inputs: { x: {}, index: { dtype: "int32" }, source: {} },
  outputs: { y: {} },
  shapes: ({ x, index, source }, { dim }) => {
    gatherSpans("scatterAdd", x, index, dim);
    expectShape("scatterAdd", "source", source, index);
    return { y: x };
  },
  flops: ({ index }) => sizeOf(index),
});

export const scatterAddOracle: OracleOf<typeof scatterAdd> = {
  reference: ({ x, index, source }, { y }, shapes, { dim }) => {
    const { size, inner, count } = gatherSpans("scatterAdd", shapes.x, shapes.index, dim);
    expectIndices("scatterAdd", index, size);
    y.set(x);
    for (let i = 0; i < index.length; i++) {
      const outer = Math.floor(i / (count * inner));
      y[(outer * size + index[i]!) * inner + (i % inner)]! += source[i]!;
    }
  },
  samples: gatherSamples.map(([x, index, dim]) => ({
    shapes: { x, index, source: index },
    attrs: { dim },
  })),
  prepare: ({ index }, shapes, { dim }, random) => randomIndices(index, shapes.x[dim]!, random),
  tolerance: 1e-6,
};
