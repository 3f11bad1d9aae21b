import { defineKernel, type OracleOf } from "../kernel.ts";
import { quantizedFormatNames, quantizedFormats } from "../quantized-formats/index.ts";
import { expectIds, randomIds } from "./embedding.ts";
import {
  expectQuantized,
  packedShapes,
  type QuantizedAttrs,
  randomPacked,
} from "./quantized-matmul.ts";

const samples = quantizedFormatNames.flatMap((format) =>
  [1, 3, 31, 32, 33, 63, 64, 65, 257].map((width, i) => ({
    shapes: { ...packedShapes(format, [11, width]), ids: i === 0 ? [] : [2, 7] },
    attrs: { format, rows: 11, width },
  })),
);

/** y[i] = row ids[i] of a weight [rows, width] stored as `quantizeWeight` packs it: ids [...] -> [..., width]. */
export const quantizedEmbedding = defineKernel<QuantizedAttrs>()({
  inputs: {
    packed: { dtype: "int32" },
    scales: { optional: true, constant: true },
    ids: { dtype: "int32" },
  },
  outputs: { y: {} },
  shapes: ({ packed, scales, ids }, attrs) => {
    expectQuantized("quantizedEmbedding", packed, scales, attrs);
    return { y: [...ids, attrs.width] };
  },
  flops: () => 0,
});

export const quantizedEmbeddingOracle: OracleOf<typeof quantizedEmbedding> = {
  reference: ({ packed, scales, ids }, { y }, _, { format, rows, width }) => {
    expectIds("quantizedEmbedding", ids, rows);
    const weight = quantizedFormats[format].decode([rows, width], packed, scales);
    for (let i = 0; i < ids.length; i++)
      for (let j = 0; j < width; j++) y[i * width + j] = weight[ids[i]! * width + j]!;
  },
  samples,
  prepare: ({ packed, scales, ids }, _, attrs, random) => {
    randomPacked(packed, scales, attrs, random);
    randomIds(ids, attrs.rows, random);
  },
  tolerance: 1e-7,
};
