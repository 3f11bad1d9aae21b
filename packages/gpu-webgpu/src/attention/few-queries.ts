import { defineProgram, variants } from "../commands/program.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";
import {
  type AttentionForm,
  attentionReads,
  elementOf,
  headFunctions,
  writer,
} from "./operands.ts";
import { attentionParams } from "./params.ts";
import { lines } from "./tile.ts";

/** Keys that a workgroup goes over at a time: 32 a load, as many loads as registers allow. */
const loadsOf = (width: number): number => (width <= 2 ? 4 : width <= 4 ? 2 : 1);
export const keysOfStep = (width: number): number => 32 * loadsOf(width);

const params = {
  ...attentionParams,
  /** Keys of a workgroup: all, unless a head's keys are split over several. */
  span: "u32",
} as const;

/**
 * Attention of one query of a head, for decoding: 32 rows of 8 threads, each row with keys of its own and a softmax of
 * its own, which are combined at the end. `split`: the keys are split over several workgroups, which leave
 * (max, sum) and the sums of their part for `combineSplits`.
 * Grid: queries x heads, parts of the keys, batch.
 */
export const attentionFewQueries = variants(
  (split: boolean, width: number, wide: boolean, mask: boolean, dropout: boolean) => {
    const form: AttentionForm = { wide, mask, dropout };
    const element = elementOf(form);
    const loads = loadsOf(width);
    const lane4 = (u: number) => ["x", "y", "z", "w"][u]!;
    return defineProgram({
      name: split ? "attention of few queries, part" : "attention of few queries",
      reads: attentionReads(form, ["q", "k", "v"]),
      writes: (split ? { parts: "vec4f" } : { o: element, stats: "vec2f" }) as Record<
        string,
        "vec4f" | "f32" | "vec2f"
      >,
      params,
      code: `
${headFunctions(form, ["q", "k", "v"])}
${split ? "" : writer("o", "o", form)}
var<workgroup> exchange: array<vec4f, 512>;
var<workgroup> tops: array<f32, 32>;
var<workgroup> totals: array<f32, 32>;
${workgroupMain(256, "lane")} {
  let tx = lane % 8u;
  let slot = lane / 8u;
  let head = group.x / params.queries;
  let query = group.x % params.queries;
  let batch = group.z;
  let keyHead = head * params.keyValueHeads / params.heads;
  let queryAt = qAt(batch, head) + query * params.qRow;
  let keyAt = kAt(batch, keyHead);
  let valueAt = vAt(batch, keyHead);
  let row = (batch * params.heads + head) * params.queries + query;
${mask ? "  let maskAt = batch * params.maskBatch + head * params.maskHead + query * params.maskRow;" : ""}
${lines(
  width,
  (j) => `  var q${j} = vec4f();
  var o${j} = vec4f();
  if (tx + ${8 * j}u < params.head4) { q${j} = read_q(queryAt, tx + ${8 * j}u) * params.scale; }`,
)}
  var m = -infinity();
  var l = 0f;
  let first = group.y * params.span;
  let last = min(visible(query), first + params.span);
  var turn = 0u;
  for (var k0 = first; k0 < last; k0 += ${32 * loads}u) {
    var z = vec4f(-infinity());
${lines(
  loads,
  (u) => `
    let key${u} = k0 + ${32 * u}u + slot;
    var z${u} = 0f;
${lines(
  width,
  (j) => `    var v${u}_${j} = vec4f();
    if (key${u} < last && tx + ${8 * j}u < params.head4) {
      z${u} += dot(q${j}, read_k(keyAt + key${u} * params.kRow, tx + ${8 * j}u));
      v${u}_${j} = read_v(valueAt + key${u} * params.vRow, tx + ${8 * j}u);
    }`,
)}
    z.${lane4(u)} = z${u};`,
)}
    // The parts of the dot products of the eight threads of a row; two halves, so that one barrier is enough.
    exchange[turn + lane] = z;
    workgroupBarrier();
    z = exchange[turn + 8u * slot];
    for (var x = 1u; x < 8u; x++) { z += exchange[turn + 8u * slot + x]; }
    turn = 256u - turn;
${lines(4, (u) =>
  u < loads
    ? `    if (key${u} >= last) { z.${lane4(u)} = -infinity(); }${mask ? ` else { z.${lane4(u)} += mask[maskAt + key${u}]; }` : ""}`
    : `    z.${lane4(u)} = -infinity();`,
)}
    let top = max(m, max(max(z.x, z.y), max(z.z, z.w)));
    let base = finite(top);
    let fade = weight(m, base);
    m = top;
    var e = weight4(z, base);
    l = l * fade + ((e.x + e.y) + (e.z + e.w));
${
  dropout
    ? lines(
        loads,
        (u) =>
          `    e.${lane4(u)} *= kept4(row, 4u * (key${u} / 16u) + (key${u} & 3u))[(key${u} >> 2u) & 3u];`,
      )
    : ""
}
${lines(width, (j) => `    o${j} *= fade;\n${lines(loads, (u) => `    o${j} = fma(vec4f(e.${lane4(u)}), v${u}_${j}, o${j});`)}`)}
  }
  if (tx == 0u) {
    tops[slot] = m;
    totals[slot] = l;
  }
  workgroupBarrier();
  var top = tops[0];
  for (var i = 1u; i < 32u; i++) { top = max(top, tops[i]); }
  let base = finite(top);
  var total = 0f;
  for (var i = 0u; i < 32u; i++) { total += totals[i] * weight(tops[i], base); }
  let fade = weight(m, base);
${
  split
    ? `  let part = (row * groups.y + group.y) * (1u + params.head4);
  if (lane == 0u) { parts[part] = vec4f(top, total, 0f, 0f); }`
    : `  let result = statsOf(top, total);
  let factor = result.y * params.dropScale;
  let outputAt = oAt(batch, head) + query * params.oRow;
  if (lane == 0u) { stats[row] = result; }`
}
${lines(Math.ceil(width / 2), (pair) => {
  const second = 2 * pair + 1 < width ? `o${2 * pair + 1} * fade` : "vec4f()";
  return `
  workgroupBarrier();
  exchange[16u * slot + tx] = o${2 * pair} * fade;
  exchange[16u * slot + tx + 8u] = ${second};
  workgroupBarrier();
  if (lane < 16u && lane + ${16 * pair}u < params.head4) {
    var sum = exchange[lane];
    for (var i = 1u; i < 32u; i++) { sum += exchange[16u * i + lane]; }
    ${split ? `parts[part + 1u + lane + ${16 * pair}u] = sum;` : `write_o(outputAt, lane + ${16 * pair}u, sum * factor);`}
  }`;
})}
}`,
    });
  },
);
