import {
  idError,
  isIntegerFormat,
  PANEL_ROWS,
  type QuantizedFormat,
  quantizedBits,
} from "@qkv/core-wasm/contract";
import { defineProgram, type ElementType, type Program, variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import { blockElements, blocksOf, packedWeights } from "../wgsl/packed-weights.ts";

const fourFloats = `let word = at + element / 2u * ${PANEL_ROWS}u;
    let values = fourFloats(packed[word], packed[word + ${PANEL_ROWS}u]);`;

/** Four elements of row `row` from `element` on: the words that hold them, and what they stand for. */
const fourElements: Readonly<Record<QuantizedFormat, string>> = {
  bf16: fourFloats,
  f16: fourFloats,
  int8: `let values = vec4f(signedBytes(packed[at + element / 4u * ${PANEL_ROWS}u])) * scales[row];`,
  int4: `let word = packed[at + element / 8u * ${PANEL_ROWS}u] >> (element & 4u);
    let values = vec4f(signedNibbles(word)) * scales[(panel * params.blocks + element / ${blockElements}u) * ${PANEL_ROWS}u + inPanel];`,
};

const scalesOf = (format: QuantizedFormat): Readonly<Record<string, ElementType>> =>
  isIntegerFormat(format) ? { scales: "f32" } : {};

/** A thread four elements of a row. */
const program = variants(
  (
    format: QuantizedFormat,
    vector: boolean,
  ): Program<string, "y", "count" | "perRow" | "blocks" | "rows" | "width"> =>
    defineProgram({
      name: `quantizedEmbedding ${format}`,
      reads: { packed: "u32", ids: "i32", ...scalesOf(format) },
      writes: { y: vector ? "vec4f" : "f32" },
      params: { count: "u32", perRow: "u32", blocks: "u32", rows: "u32", width: "u32" },
      checks: true,
      code:
        packedWeights[format] +
        eachElement(
          { count: "count" },
          `let position = i / params.perRow;
    let element = 4u * (i % params.perRow);
    let id = ids[position];
    let known = id >= 0 && u32(id) < params.rows;
    if (!known && element == 0u) { fault(position, id); }
    let row = select(0u, u32(id), known);
    let panel = row / ${PANEL_ROWS}u;
    let inPanel = row % ${PANEL_ROWS}u;
    let at = panel * params.blocks * ${quantizedBits[format] * PANEL_ROWS}u + inPanel;
    ${fourElements[format]}
    ${
      vector
        ? "y[i] = values;"
        : `let to = position * params.width + element;
    for (var e = 0u; e < min(4u, params.width - element); e++) { y[to + e] = values[e]; }`
    }`,
        ),
    }),
);

export const quantizedEmbeddingKernels: KernelSet<"quantizedEmbedding"> = ({ run }) => ({
  quantizedEmbedding: ({ packed, scales, ids }, { y }, _, { format, rows, width }) => {
    const perRow = Math.ceil(width / 4);
    const count = ids.length * perRow;
    run(
      program(format, width % 4 === 0),
      { packed, ids, y, ...(scales && { scales }) },
      { count, perRow, blocks: blocksOf(width), rows, width },
      flatGrid(count),
      (position, id) => idError("quantizedEmbedding", position, id, rows),
    );
  },
});
