import type { ElementType } from "../commands/program.ts";
import { nonFinite } from "../wgsl/non-finite.ts";
import { philox } from "../wgsl/philox.ts";

/** Which operands an attention program has, and how it reads them. */
export interface AttentionForm {
  /** Rows are whole vec4s: headSize, offsets and strides are multiples of 4, and count vec4s in the parameters. */
  readonly wide: boolean;
  readonly mask: boolean;
  readonly dropout: boolean;
}

/** The operands that a program reads: rows of heads, the mask where there is one, and `others`. */
export const attentionReads = (
  form: AttentionForm,
  rows: readonly string[],
  others: Readonly<Record<string, ElementType>> = {},
): Readonly<Record<string, ElementType>> => ({
  ...Object.fromEntries(rows.map((name) => [name, elementOf(form)])),
  ...(form.mask ? { mask: "f32" } : {}),
  ...others,
});

export const elementOf = ({ wide }: AttentionForm): ElementType => (wide ? "vec4f" : "f32");

/** `NAMEAt(batch, head)`: where a head of the operand begins. */
export const startsAt = (name: "q" | "k" | "v" | "o"): string => `
fn ${name}At(batch: u32, head: u32) -> u32 {
  return params.${name}Offset + batch * params.${name}Batch + head * params.${name}Head;
}`;

/** `read_BUFFER(row, c)`: elements 4 c .. 4 c + 3 of the row of a head that begins at `row`; zeros beyond the head. */
export const reader = (buffer: string, { wide }: AttentionForm): string =>
  wide
    ? `
fn read_${buffer}(row: u32, c: u32) -> vec4f { return ${buffer}[row + c]; }`
    : `
fn read_${buffer}(row: u32, c: u32) -> vec4f {
  let first = row + 4u * c;
  let left = params.headSize - 4u * c;
  var value = vec4f(${buffer}[first], 0f, 0f, 0f);
  if (left > 1u) { value.y = ${buffer}[first + 1u]; }
  if (left > 2u) { value.z = ${buffer}[first + 2u]; }
  if (left > 3u) { value.w = ${buffer}[first + 3u]; }
  return value;
}`;

/** `write_NAME(row, c, value)`: the same for a buffer that is written. */
export const writer = (name: string, buffer: string, { wide }: AttentionForm): string =>
  wide
    ? `
fn write_${name}(row: u32, c: u32, value: vec4f) { ${buffer}[row + c] = value; }`
    : `
fn write_${name}(row: u32, c: u32, value: vec4f) {
  let first = row + 4u * c;
  let left = params.headSize - 4u * c;
  ${buffer}[first] = value.x;
  if (left > 1u) { ${buffer}[first + 1u] = value.y; }
  if (left > 2u) { ${buffer}[first + 2u] = value.z; }
  if (left > 3u) { ${buffer}[first + 3u] = value.w; }
}`;

/** What a program calls that goes through the heads of q, k, v and o, and reads `buffers` that lie as they do. */
export const headFunctions = (form: AttentionForm, buffers: readonly string[]): string => `
${attentionFunctions(form)}
${buffers.map((buffer) => reader(buffer, form)).join("")}
${(["q", "k", "v", "o"] as const).map(startsAt).join("")}`;

/**
 * `visible(query)`: number of keys that it sees. `finite(top)`: what to subtract from scores whose largest is `top`.
 * `statsOf(top, total)`: (top, 1 / total), (-infinity, 0) where all are hidden, NaN where a score is:
 * max may drop it, and exp may make it infinity, which no sum of weights is.
 * `weight(z, base)`: exp(z - base), 0 for a hidden key; the base is the largest score, and 0 where all are hidden.
 * `kept4(row, group)`: which of the keys 16 (group / 4) + group % 4 + (0, 4, 8, 12) dropout keeps: one Philox call.
 */
export const attentionFunctions = ({ dropout }: AttentionForm): string => `
${nonFinite}
fn visible(query: u32) -> u32 {
  return u32(clamp(i32(query) + params.reach, 0, i32(params.keys)));
}
fn isHidden(z: f32) -> bool { return bitcast<u32>(z) == 0xff800000u; }
fn finite(top: f32) -> f32 { return select(top, 0f, isHidden(top)); }
fn statsOf(top: f32, total: f32) -> vec2f {
  if (isNan(total) || isInfinite(total)) { return vec2f(nan()); }
  return vec2f(top, select(1f / total, 0f, isHidden(top)));
}
fn weight(z: f32, base: f32) -> f32 { return select(exp(z - base), 0f, isHidden(z)); }
fn weight4(z: vec4f, base: f32) -> vec4f {
  return select(exp(z - base), vec4f(), bitcast<vec4u>(z) == vec4u(0xff800000u));
}
${
  dropout
    ? `${philox}
fn kept4(row: u32, group: u32) -> vec4f {
  let words = philox(vec4u(group, row, 0u, 0u), vec2u(params.seed, params.stream));
  return select(vec4f(), vec4f(1f), words >= vec4u(params.dropThreshold));
}`
    : ""
}`;
