import {
  isIntegerFormat,
  PANEL_ROWS,
  type QuantizedFormat,
  quantizedBits,
} from "@qkv/core-wasm/contract";
import { packedWeights } from "../../wgsl/packed-weights.ts";
import { unroll } from "../../wgsl/unroll.ts";
import { eachSlot, type OperandTile, type OperandTileShape } from "./operand-tile.ts";

/** Elements along the depth that a thread unpacks at once, of each of the four rows of its vec4u. */
const unitElements = { bf16: 4, f16: 4, int8: 4, int4: 8 } as const;

/**
 * A quantised weight as operand b [n, k], unpacked on its way to workgroup memory. It is padded with zeros to whole
 * panels and blocks, so it needs no guard along the depth; `params.bPitch` is vec4u of a panel.
 */
export function quantizedTile(
  format: QuantizedFormat,
  { side, depth, threads }: OperandTileShape,
): OperandTile {
  const elements = unitElements[format];
  const words = (elements * quantizedBits[format]) / 32; // vec4u of a unit
  const perRow = depth / elements; // units of a row of the tile
  const pitch = depth / 4 + 1;
  const quads = PANEL_ROWS / 4;
  const units = (side / 4) * perRow;
  const slots = Array.from({ length: Math.ceil(units / threads) }, (_, s) => s);
  const idOf = (s: number) => `(thread + ${s * threads}u)`;
  // As in memory: the quads of a panel, its units along the depth, then panels.
  const unitOf = (id: string) => `${id} / ${quads}u % ${perRow}u`;
  const panelOf = (id: string) => `${id} / ${quads * perRow}u`;
  return {
    alongDepth: true,
    declarations: `var<workgroup> bTile: array<vec4f, ${side * pitch}>;\n${packedWeights[format]}`,
    addresses: eachSlot(
      units,
      threads,
      (
        s,
        id,
      ) => `  let bPanel${s} = min(column0 / ${PANEL_ROWS}u + ${panelOf(id)}, (params.n - 1u) / ${PANEL_ROWS}u);
  let bQuad${s} = ${id} % ${quads}u;
${format === "int8" ? `  let bScale${s} = scales[bPanel${s} * ${quads}u + bQuad${s}];` : ""}`,
    ),
    loads: (from) =>
      slots.flatMap((s) => {
        const unit = `${from} / ${elements}u + ${unitOf(idOf(s))}`;
        const at = `bPanel${s} * params.bPitch + (${unit}) * ${words * quads}u + bQuad${s}`;
        const reads = Array.from(
          { length: words },
          (_, i) => [`bRead${s}_${i}`, `b[${at} + ${i * quads}u]`] as const,
        );
        if (format !== "int4") return reads;
        const block = `bPanel${s} * (params.bPitch / ${(quantizedBits.int4 * PANEL_ROWS) / 4}u) + ${from} / 32u`;
        return [...reads, [`bScale${s}`, `scales[(${block}) * ${quads}u + bQuad${s}]`] as const];
      }),
    store: () =>
      eachSlot(units, threads, (s, id) => {
        const first = `(${panelOf(id)} * ${PANEL_ROWS}u + bQuad${s} * 4u) * ${pitch}u + ${unitOf(id)} * ${elements / 4}u`;
        const lines = unroll(4, (row) => {
          const values = unpacked(format, s, row);
          return unroll(
            values.length,
            (i) => `      bTile[to + ${row * pitch + i}u] = ${values[i]};`,
          );
        });
        const partial = (s + 1) * threads > units; // more threads than there is to unpack
        return `    ${partial ? `if (${id} < ${units}u) ` : ""}{\n      let to = ${first};\n${lines}\n    }`;
      }),
    vector: (place) => `bTile[(${place}) * ${pitch}u + q]`,
  };
}

/** The vec4s along the depth of row `row` of the four of slot `s`. */
function unpacked(format: QuantizedFormat, s: number, row: number): readonly string[] {
  const [first, second] = [`bRead${s}_0[${row}]`, `bRead${s}_1[${row}]`];
  if (!isIntegerFormat(format)) return [`fourFloats(${first}, ${second})`];
  const scale = `bScale${s}[${row}]`;
  if (format === "int8") return [`vec4f(signedBytes(${first})) * ${scale}`];
  return [first, `${first} >> 4u`].map((word) => `vec4f(signedNibbles(${word})) * ${scale}`);
}
