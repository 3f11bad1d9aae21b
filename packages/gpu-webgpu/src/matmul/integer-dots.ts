import { defineProgram, type Program, variants } from "../commands/program.ts";
import { packedWeights } from "../wgsl/packed-weights.ts";
import { roundToBytes } from "../wgsl/round-to-bytes.ts";
import { unroll } from "../wgsl/unroll.ts";
import { epilogueCode, epilogueReads, noEpilogue } from "./epilogue.ts";
import { laneGroupSums, laneGroupThreads } from "./lane-group-sums.ts";
import { type QuantizedDotsParam, quantizedDotsParams, quantizedLanes } from "./quantized-dots.ts";

/** Blocks of x that are in workgroup memory at once: every thread rounds a quarter of one, of each row. */
const blocksAtOnce = laneGroupThreads / 4;

/**
 * Few rows of x times an int8 or int4 weight. Every workgroup rounds x to bytes itself, 1024 elements of each row at a
 * time: that costs less than a dispatch before this one. Products are summed as integers in a block of 32, then as
 * floats.
 */
export const integerDots = variants(
  (
    format: "int8" | "int4",
    rows: number,
    columns: number,
    cluster: number,
    bias: boolean,
  ): Program<string, "y", QuantizedDotsParam> => {
    const epilogue = { ...noEpilogue, bias };
    const sums = laneGroupSums({ values: rows * columns, lanes: quantizedLanes, cluster });
    const names = Array.from(
      { length: rows * columns },
      (_, v) => `sum${Math.floor(v / columns)}_${v % columns}`,
    );
    const groups = laneGroupThreads / quantizedLanes;
    // vec4u of a block, and what a lane has of a chunk.
    const perBlock = format === "int8" ? 2 : 1;
    const steps = (blocksAtOnce * perBlock) / quantizedLanes;
    const each = laneGroupThreads * rows;
    return defineProgram({
      name: `quantizedMatmul ${format}, ${rows} rows`,
      reads: { x: "f32", packed: "vec4u", scales: "f32", ...epilogueReads(epilogue, "f32") },
      writes: { y: "f32" },
      params: quantizedDotsParams,
      subgroups: cluster > 1,
      code: `${epilogueCode(epilogue, "f32")}
${packedWeights.int8}
${roundToBytes}
fn elementOf(row: u32, column: u32) -> f32 {
  return select(0.0, x[min(row, params.m - 1u) * params.width + column], column < params.width);
}
fn fourOf(row: u32, columns: vec4u) -> vec4f {
  return vec4f(elementOf(row, columns.x), elementOf(row, columns.y), elementOf(row, columns.z), elementOf(row, columns.w));
}
// What a thread packs into its two words: see where they meet the weight's.
fn firstFour(row: u32, column: u32) -> vec4f { return fourOf(row, column + vec4u(${packed[format][0]})); }
fn secondFour(row: u32, column: u32) -> vec4f { return fourOf(row, column + vec4u(${packed[format][1]})); }
fn magnitudeBits(values: vec4f) -> vec4u { return bitcast<vec4u>(values) & vec4u(0x7fffffffu); }
fn pack(bytes: vec4i) -> u32 {
  let low = bitcast<vec4u>(bytes) & vec4u(255u);
  return low.x | (low.y << 8u) | (low.z << 16u) | (low.w << 24u);
}
// Of row r: quarter q of block b at 128 r + 4 b + q.
var<workgroup> codes: array<vec2u, ${each}>;
var<workgroup> magnitudes: array<u32, ${each}>;
${format === "int4" ? `var<workgroup> codeSums: array<i32, ${each}>;` : ""}
var<workgroup> codeScales: array<f32, ${rows * blocksAtOnce}>;
${sums.declarations}
@compute @workgroup_size(${laneGroupThreads})
fn main(@builtin(workgroup_id) group: vec3u, ${sums.builtins}) {
${sums.places}
  let tile = (group.y * params.tilesAcross + group.x) * ${groups}u;
${unroll(columns, (j) => `  let weight${j} = min((tile + member) * ${columns}u + ${j}u, params.n - 1u);`)}
${names.map((name) => `  var ${name} = 0.0;`).join("\n")}
  let quarter = thread % 4u;
  for (var block0 = 0u; block0 < params.blocks; block0 += ${blocksAtOnce}u) {
    // The weights are on their way while x is rounded. Beyond the last block x is 0.
${unroll(steps, (s) =>
  unroll(
    columns,
    (j) =>
      `    let words${s}_${j} = packed[weight${j} * params.blocks * ${perBlock}u + min(block0 * ${perBlock}u + lane + ${s * quantizedLanes}u, params.blocks * ${perBlock}u - 1u)];`,
  ),
)}
    let column = 32u * (block0 + thread / 4u) + ${format === "int8" ? "8u" : "2u"} * quarter;
    for (var row = 0u; row < ${rows}u; row++) {
      let bits = max(magnitudeBits(firstFour(row, column)), magnitudeBits(secondFour(row, column)));
      magnitudes[${laneGroupThreads}u * row + thread] = max(max(bits.x, bits.y), max(bits.z, bits.w));
    }
    workgroupBarrier();
    for (var row = 0u; row < ${rows}u; row++) {
      let at = ${laneGroupThreads}u * row + thread - quarter;
      let largest = max(max(magnitudes[at], magnitudes[at + 1u]), max(magnitudes[at + 2u], magnitudes[at + 3u]));
      let inverse = byteInverse(largest);
      let first = vec4i(round(firstFour(row, column) * inverse));
      let second = vec4i(round(secondFour(row, column) * inverse));
      codes[at + quarter] = vec2u(pack(first), pack(second));
      ${format === "int4" ? "let both = first + second;\n      codeSums[at + quarter] = (both.x + both.y) + (both.z + both.w);" : ""}
      if (quarter == 0u) { codeScales[${blocksAtOnce}u * row + thread / 4u] = byteScale(largest); }
    }
    workgroupBarrier();
${unroll(steps, (s) => `    {\n${addProducts(format, { s, rows, columns })}\n    }`)}
    workgroupBarrier();
  }
${format === "int8" ? unroll(rows, (r) => unroll(columns, (j) => `  sum${r}_${j} *= scales[weight${j}];`)) : ""}
${sums.reduce(names)}
  let row = which / ${columns}u;
  let outColumn = (tile + owner) * ${columns}u + which % ${columns}u;
  if (owns && row < params.m && outColumn < params.n) {
    let at = row * params.n + outColumn;
    y[at] = finish(value, at, outColumn);
  }
}`,
    });
  },
);

// Elements of x in a thread's two words. The nibbles of an int4 word that share a mask are two neighbours of one group
// of eight and two of the group after the next.
const packed = {
  int8: ["0u, 1u, 2u, 3u", "4u, 5u, 6u, 7u"],
  int4: ["0u, 16u, 1u, 17u", "8u, 24u, 9u, 25u"],
} as const;

interface Step {
  readonly s: number;
  readonly rows: number;
  readonly columns: number;
}

/** The products of a lane's vec4u number `s` of each column with every row of x. */
function addProducts(format: "int8" | "int4", { s, rows, columns }: Step): string {
  const words = ["x", "y", "z", "w"].flatMap((c) =>
    format === "int8" ? [c] : [`${c} & 0x0f0f0f0fu`, `${c} >> 4u & 0x0f0f0f0fu`],
  );
  const pairs = words.length / 2; // vec2u of codes that meet them
  const first = `${pairs}u * (lane + ${s * quantizedLanes}u)`;
  const block = format === "int8" ? `((lane + ${s * quantizedLanes}u) / 2u)` : "lane";
  const dot = (j: number) => words.map((_, i) => `weight${j}_${i} * x${i}`).join(" + ");
  return `${unroll(columns, (j) =>
    words
      .map((word, i) => {
        const [component, ...rest] = word.split(" ");
        const value = [`words${s}_${j}.${component}`, ...rest].join(" ");
        return `      let weight${j}_${i} = signedBytes(${value.replace(/^(\S+ >> 4u) &/, "($1) &")});`;
      })
      .join("\n"),
  )}
${format === "int4" ? unroll(columns, (j) => `      let scale${j} = scales[weight${j} * params.blocks + min(block0 + lane, params.blocks - 1u)];`) : ""}
${unroll(
  rows,
  (r) => `      {
${unroll(
  pairs,
  (i) => `        let pair${i} = codes[${laneGroupThreads * r}u + ${first} + ${i}u];
        let x${2 * i} = signedBytes(pair${i}.x);
        let x${2 * i + 1} = signedBytes(pair${i}.y);`,
)}
        let scale = codeScales[${blocksAtOnce * r}u + ${block}];
${format === "int4" ? `        let offset = 8 * (${[0, 1, 2, 3].map((i) => `codeSums[${laneGroupThreads * r}u + ${first} + ${i}u]`).join(" + ")});` : ""}
${unroll(columns, (j) => {
  const [offset, scale] = format === "int4" ? [" - offset", `scale * scale${j}`] : ["", "scale"];
  return `        let products${j} = ${dot(j)};
        let total${j} = (products${j}.x + products${j}.y) + (products${j}.z + products${j}.w)${offset};
        sum${r}_${j} = fma(${scale}, f32(total${j}), sum${r}_${j});`;
})}
      }`,
)}`;
}
