import { idError, type QuantizedFormat, quantizedBits } from "@qkv/core-wasm/contract";
import { defineProgram, type ElementType, type Program, variants } from "../commands/program.ts";
import { flatGrid, flatWorkgroup, type KernelSet } from "../kernel-context.ts";
import { packedWeights } from "../wgsl/packed-weights.ts";

/** Four elements from `column` of block `block` on: the words that hold them, and what they stand for. */
const fourElements: Readonly<Record<QuantizedFormat, string>> = {
  bf16: `let words = (16u * block + column / 8u * 4u);
    let read = vec4u(packed[words], packed[words + 1u], packed[words + 2u], packed[words + 3u]);
    let values = select(lowerHalves(read), upperHalves(read), (column & 4u) != 0u);`,
  int8: `let values = vec4f(signedBytes(packed[8u * block + column / 4u])) * scales[row];`,
  int4: `let words = 4u * block + (column & 4u) / 2u;
    let values = vec4f(signedNibbles(packed[words], packed[words + 1u], column / 8u)) * scales[block];`,
};

const scalesOf = (format: QuantizedFormat): Readonly<Record<string, ElementType>> =>
  format === "bf16" ? {} : { scales: "f32" };

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
      code: `${packedWeights[format]}
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) thread: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = thread.x; i < params.count; i += ${flatWorkgroup}u * groups.x) {
    let position = i / params.perRow;
    let element = 4u * (i % params.perRow);
    let id = ids[position];
    let known = id >= 0 && u32(id) < params.rows;
    if (!known && element == 0u) { fault(position, id); }
    let row = select(0u, u32(id), known);
    let block = row * params.blocks + element / 32u;
    let column = element % 32u;
    ${fourElements[format]}
    ${
      vector
        ? "y[i] = values;"
        : `let at = position * params.width + element;
    for (var e = 0u; e < min(4u, params.width - element); e++) { y[at + e] = values[e]; }`
    }
  }
}`,
    }),
);

export const quantizedEmbeddingKernels: KernelSet<"quantizedEmbedding"> = ({ run }) => ({
  quantizedEmbedding: ({ packed, scales, ids }, { y }, shapes, { format, width }) => {
    const rows = shapes.packed[0]!;
    const perRow = Math.ceil(width / 4);
    const count = ids.length * perRow;
    run(
      program(format, width % 4 === 0),
      { packed, ids, y, ...(scales && { scales }) },
      { count, perRow, blocks: shapes.packed[1]! / quantizedBits[format], rows, width },
      flatGrid(count),
      (position, id) => idError("quantizedEmbedding", position, id, rows),
    );
  },
});
