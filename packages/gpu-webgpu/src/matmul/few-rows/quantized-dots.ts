import { PANEL_ROWS } from "@qkv/core-wasm/contract";
import type { ParamType } from "../../commands/program.ts";
import { rowReader } from "../../wgsl/row-reader.ts";
import { unroll } from "../../wgsl/unroll.ts";

/** Threads of a workgroup that multiplies few rows by a quantised weight. */
export const dotsThreads = 128;

/** Parameters of the products of few rows with a quantised weight. */
export const quantizedDotsParams = {
  m: "u32",
  n: "u32",
  width: "u32",
  // Blocks of 32 in a row of the weight.
  blocks: "u32",
  // 1: add the bias. Without one any buffer is bound in its place.
  biased: "u32",
  // Workgroups that share rows of the weight, each with rows of x of its own: neighbours, so that it is read once.
  parts: "u32",
  // Workgroups along the grid's x; the rest follow along y.
  groupsAcross: "u32",
} as const satisfies Record<string, ParamType>;

export type QuantizedDotsParam = keyof typeof quantizedDotsParams;

/**
 * How a workgroup divides its part of a product: `rows` rows of x, whose width is a multiple of 4, and `quads` times
 * four neighbouring rows of the weight, 2 or 4: the vec4s of a panel. Every thread keeps the sums of one quad over its
 * quarters of blocks, eight elements each, so that neighbouring threads read neighbouring vec4s. Its sums are vec4f
 * `sum0`, `sum1`, ..., one a row of x.
 */
export function quantizedDots(rows: number, quads: number) {
  const owned = 4 * quads; // rows of the weight
  const lanes = dotsThreads / quads; // threads that share a quad
  return {
    lanes,
    sums: Array.from({ length: rows }, (_, r) => `sum${r}`),
    declarations: `${rowReader(true)}
fn rowOf(row: u32) -> u32 { return min(row, params.m - 1u); }
var<workgroup> partial: array<f32, ${4 * dotsThreads * rows}>;`,
    /** At the start of `main`: this thread's quad and its place in its panel, and the quarters of a row. */
    places: `  let number = (group.y * params.groupsAcross + group.x) / params.parts;
  let row0 = ${rows}u * (group.x % params.parts);
  let quad = min(number * ${quads}u + thread % ${quads}u, (params.n - 1u) / 4u);
  let lane = thread / ${quads}u;
  let panel = quad / ${PANEL_ROWS / 4}u;
  let inPanel = quad % ${PANEL_ROWS / 4}u;
  let quarters = 4u * params.blocks;
${unroll(rows, (r) => `  var sum${r} = vec4f();`)}`,
    /** At the end: the threads' sums, added in a fixed order and stored. */
    finish: `${unroll(rows, (r) => unroll(4, (i) => `  partial[${4 * dotsThreads * r + i}u + 4u * thread] = sum${r}[${i}];`))}
  workgroupBarrier();
  let inPart = thread / ${owned}u;
  let row = row0 + inPart;
  let column = number * ${owned}u + thread % ${owned}u;
  if (inPart < ${rows}u && row < params.m && column < params.n) {
    var value = 0.0;
    for (var i = 0u; i < ${lanes}u; i++) {
      value += partial[${4 * dotsThreads}u * inPart + ${owned}u * i + thread % ${owned}u];
    }
    let to = row * params.n + column;
    y[to] = value + select(0.0, bias[column], params.biased != 0u);
  }`,
  };
}
