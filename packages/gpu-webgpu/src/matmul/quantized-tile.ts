import type { QuantizedFormat } from "@qkv/core-wasm/contract";
import { packedWeights } from "../wgsl/packed-weights.ts";
import { unroll } from "../wgsl/unroll.ts";
import { eachSlot, type OperandTile, type OperandTileShape } from "./operand-tile.ts";

/** Elements that a thread unpacks of one vec4u. Of int4's 32 half: a step of the depth is no deeper. */
const unitElements = { bf16: 8, int8: 16, int4: 16 } as const;

/**
 * A quantised weight as operand b [n, k], unpacked on its way to workgroup memory. Its rows are padded with zeros to
 * whole blocks of 32, so it needs no guard along the depth; `params.bPitch` is vec4u of a row.
 */
export function quantizedTile(
  format: QuantizedFormat,
  { side, depth, threads, across }: OperandTileShape,
): OperandTile {
  const elements = unitElements[format];
  const perRow = depth / elements; // units of a row of the tile
  const pitch = depth / 4 + 1;
  const units = side * perRow;
  const slots = Array.from({ length: Math.ceil(units / threads) }, (_, s) => s);
  const idOf = (s: number) => `(thread + ${s * threads}u)`;
  const unitOf = (s: number, from: string) => `(${from} / ${elements}u + ${idOf(s)} % ${perRow}u)`;
  const word = format === "int4" ? (unit: string) => `${unit} / 2u` : (unit: string) => unit;
  return {
    alongDepth: true,
    declarations: `var<workgroup> bTile: array<vec4f, ${side * pitch}>;\n${packedWeights[format]}`,
    addresses: eachSlot(
      units,
      threads,
      (s, id) => `  let bRow${s} = min(column0 + ${id} / ${perRow}u, params.n - 1u);
${format === "int8" ? `  let bScale${s} = scales[bRow${s}];` : ""}`,
    ),
    loads: (from) =>
      slots.flatMap((s) => {
        const words = `b[bRow${s} * params.bPitch + ${word(unitOf(s, from))}]`;
        const read = [`bRead${s}`, words] as const;
        if (format !== "int4") return [read];
        return [read, [`bScale${s}`, `scales[bRow${s} * params.bPitch + ${from} / 32u]`] as const];
      }),
    store: (from) =>
      eachSlot(units, threads, (s, id) => {
        const to = `(${id} / ${perRow}u) * ${pitch}u + ${id} % ${perRow}u * ${elements / 4}u`;
        const values = unpacked(format, s, `2u * (${unitOf(s, from)} & 1u)`);
        const lines = unroll(values.length, (i) => `      bTile[${to} + ${i}u] = ${values[i]};`);
        const partial = (s + 1) * threads > units; // more threads than there is to unpack
        return `    ${partial ? `if (${id} < ${units}u) ` : ""}{\n${lines}\n    }`;
      }),
    fragment: (i) => `bTile[(across + ${across * i}u) * ${pitch}u + q]`,
  };
}

/** The vec4s of slot `s`; `nibble`: the first of the two nibbles that are unpacked of each half word. */
function unpacked(format: QuantizedFormat, s: number, nibble: string): readonly string[] {
  const read = `bRead${s}`;
  if (format === "bf16") return [`lowerHalves(${read})`, `upperHalves(${read})`];
  if (format === "int8")
    return ["x", "y", "z", "w"].map((c) => `vec4f(signedBytes(${read}.${c})) * bScale${s}`);
  return [0, 1].flatMap((step) =>
    ["x, bRead.y", "z, bRead.w"].map(
      (pair) =>
        `vec4f(signedNibbles(${read}.${pair.replace("bRead", read)}, ${nibble} + ${step}u)) * bScale${s}`,
    ),
  );
}
