import { defineProgram, type Program, variants } from "../../commands/program.ts";
import { packedWeights } from "../../wgsl/packed-weights.ts";
import { roundToBytes } from "../../wgsl/round-to-bytes.ts";
import { unroll } from "../../wgsl/unroll.ts";
import {
  dotsThreads,
  type QuantizedDotsParam,
  quantizedDots,
  quantizedDotsParams,
} from "./quantized-dots.ts";

/** Blocks of x that are in workgroup memory at once: every thread rounds a quarter of one, of each row. */
const blocksAtOnce = dotsThreads / 4;

/**
 * Few rows of x times an int8 or int4 weight. Every workgroup rounds x to bytes itself, 1024 elements of each row at a
 * time: that costs less than a dispatch before this one. Products are summed as integers in a quarter of a block, then
 * as floats.
 */
export const integerDots = variants(
  (
    format: "int8" | "int4",
    rows: number,
    quads: number,
  ): Program<string, "y", QuantizedDotsParam> => {
    const { lanes, sums, declarations, places, finish } = quantizedDots(rows, quads);
    const steps = dotsThreads / lanes; // quarters that a thread has of the blocks at once
    const words = format === "int8" ? 2 : 1; // vec4u of a quarter
    return defineProgram({
      name: `quantizedMatmul ${format}, ${rows} rows`,
      reads: { x: "vec4f", packed: "vec4u", scales: "vec4f", bias: "f32" },
      writes: { y: "f32" },
      params: quantizedDotsParams,
      code: `${packedWeights.int8}
${roundToBytes}
fn magnitudeBits(values: vec4f) -> vec4u { return bitcast<vec4u>(values) & vec4u(0x7fffffffu); }
fn pack(values: vec4f) -> u32 {
  let low = bitcast<vec4u>(vec4i(round(values))) & vec4u(255u);
  return low.x | (low.y << 8u) | (low.z << 16u) | (low.w << 24u);
}
// Of row r: quarter q of block b at ${dotsThreads} r + 4 b + q.
var<workgroup> codes: array<vec2u, ${dotsThreads * rows}>;
var<workgroup> magnitudes: array<u32, ${dotsThreads * rows}>;
var<workgroup> codeScales: array<f32, ${blocksAtOnce * rows}>;
${declarations}
@compute @workgroup_size(${dotsThreads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
${places}
  for (var block0 = 0u; block0 < params.blocks; block0 += ${blocksAtOnce}u) {
    // The weights are on their way while x is rounded. Beyond the last block x is 0.
${unroll(
  steps,
  (s) => `    let quarter${s} = min(4u * block0 + lane + ${s * lanes}u, quarters - 1u);
${unroll(words, (i) => `    let words${s}_${i} = packed[(panel * quarters + quarter${s}) * ${4 * words}u + ${4 * i}u + inPanel];`)}
${format === "int4" ? `    let weightScale${s} = scales[(panel * params.blocks + quarter${s} / 4u) * 4u + inPanel];` : ""}`,
)}
    let column = 32u * block0 + 8u * thread;
    for (var r = 0u; r < ${rows}u; r++) {
      let present = rowOf(row0 + r);
      let bits = max(magnitudeBits(readRow(present, column)), magnitudeBits(readRow(present, column + 4u)));
      magnitudes[${dotsThreads}u * r + thread] = max(max(bits.x, bits.y), max(bits.z, bits.w));
    }
    workgroupBarrier();
    for (var r = 0u; r < ${rows}u; r++) {
      let present = rowOf(row0 + r);
      let at = ${dotsThreads}u * r + thread / 4u * 4u;
      let largest = max(max(magnitudes[at], magnitudes[at + 1u]), max(magnitudes[at + 2u], magnitudes[at + 3u]));
      let inverse = byteInverse(largest);
      codes[${dotsThreads}u * r + thread] =
        vec2u(pack(readRow(present, column) * inverse), pack(readRow(present, column + 4u) * inverse));
      if (thread % 4u == 0u) { codeScales[${blocksAtOnce}u * r + thread / 4u] = byteScale(largest); }
    }
    workgroupBarrier();
${unroll(steps, (s) => `    {\n${addProducts(format, { s, lanes, sums })}\n    }`)}
    workgroupBarrier();
  }
${format === "int8" ? sums.map((sum) => `  ${sum} *= scales[quad];`).join("\n") : ""}
${finish}
}`,
    });
  },
);

interface Step {
  readonly s: number;
  readonly lanes: number;
  readonly sums: readonly string[];
}

/** The products of a thread's quarter number `s`: element e of four rows of the weight, as vec4i, times x's. */
function addProducts(format: "int8" | "int4", { s, lanes, sums }: Step): string {
  const element = (e: number): string =>
    format === "int8"
      ? `bitcast<vec4i>(words${s}_${e >> 2} << vec4u(${24 - 8 * (e & 3)}u)) >> vec4u(24u)`
      : `bitcast<vec4i>((words${s}_0 >> vec4u(${8 * (e & 3) + (e & 4)}u)) & vec4u(15u))`; // by 8 too large
  const at = `lane + ${s * lanes}u`;
  const products = ["x", "y", "z", "w"].map(
    (c, e) => `first.${c} * w${e} + second.${c} * w${e + 4}`,
  );
  return `${unroll(8, (e) => `      let w${e} = ${element(e)};`)}
${sums
  .map(
    (sum, r) => `      {
        let pair = codes[${dotsThreads * r}u + ${at}];
        let first = signedBytes(pair.x);
        let second = signedBytes(pair.y);
        let scale = codeScales[${blocksAtOnce * r}u + (${at}) / 4u];
        ${format === "int4" ? "let both = first + second;" : ""}
        let total = ${products.join(" + ")}${format === "int4" ? " - vec4i(8 * ((both.x + both.y) + (both.z + both.w)))" : ""};
        ${sum} = fma(${format === "int4" ? `scale * weightScale${s}` : "vec4f(scale)"}, vec4f(total), ${sum});
      }`,
  )
  .join("\n")}`;
}
