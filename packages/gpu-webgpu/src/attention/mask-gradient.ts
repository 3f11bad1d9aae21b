import { defineProgram, type ElementType, variants } from "../commands/program.ts";
import { gradientRows, infoOf, keptOf } from "./gradient-tile.ts";
import { type AttentionForm, attentionReads, headFunctions } from "./operands.ts";
import { attentionParams } from "./params.ts";
import { headStarts, tileScores, valueRows } from "./score-tile.ts";
import {
  addProducts,
  attentionThreads,
  attentionTile,
  count,
  keyOffset,
  lines,
  scores4,
  tileMemory,
  tileSide,
  weightsAt,
  zeroScores,
} from "./tile.ts";

/**
 * The mask's gradient: dZ = P (dP - D), summed over the batch elements, heads and queries that share a mask entry, by the
 * one workgroup that writes it. Grid: tiles of keys; of queries, or 1; matrices of the mask.
 */
export const attentionMaskGradient = variants((width: number, wide: boolean, dropout: boolean) => {
  const form: AttentionForm = { wide, mask: true, dropout };
  const tile = attentionTile(false, width);
  const { rows } = tile;
  const side = tileSide(tile);
  return defineProgram({
    name: "attentionBackward mask",
    reads: attentionReads(form, ["q", "k", "v", "dO"], { rows: "vec4f" }),
    writes: { dmask: "f32" as ElementType },
    params: attentionParams,
    code: `
${headFunctions(form, ["q", "k", "v", "dO"])}
${tileMemory(tile)}
@compute @workgroup_size(${attentionThreads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let tx = lane % 8u;
  let ty = lane / 8u;
  let k0 = group.x * ${side}u;
  let headsOfMask = select(params.heads, 1u, params.maskHead == 0u);
  let batchOfMask = group.z / headsOfMask;
  let headOfMask = group.z % headsOfMask;
  let endBatch = select(batchOfMask + 1u, params.batch, params.maskBatch == 0u);
  let endHead = select(headOfMask + 1u, params.heads, params.maskHead == 0u);
  let endQuery = select(group.y * ${side}u + 1u, params.queries, params.maskRow == 0u);
${zeroScores(tile, "g")}
  for (var batch = batchOfMask; batch < endBatch; batch++) {
    for (var head = headOfMask; head < endHead; head++) {
      ${headStarts(form)}
      for (var q0 = group.y * ${side}u; q0 < endQuery; q0 += ${side}u) {
        if (k0 >= visible(min(q0 + ${side}u, params.queries) - 1u)) { continue; }
${tileScores(tile, form)}
${zeroScores(tile, "d")}
${addProducts(tile, "d", gradientRows, valueRows)}
${lines(
  rows,
  (i) => `  {${infoOf(i)}
    let base = finite(info.x);
    let g = weight4(${scores4("s", i, 0)}, base) * info.y * (${keptOf(form, i, 0)} * ${scores4("d", i, 0)} - info.z);
${count(4)
  .map((n) => `    g${i}_${n} += g[${n}];`)
  .join("\n")}
  }`,
)}
      }
    }
  }
  let maskAt = batchOfMask * params.maskBatch + headOfMask * params.maskHead + k0;
  if (params.maskRow == 0u) {
    workgroupBarrier();
${lines(rows, (i) => `    ${weightsAt(tile, i, 0)} = ${scores4("g", i, 0)};`)}
    workgroupBarrier();
    if (lane < 8u) {
      var sum = vec4f();
      for (var r = 0u; r < ${side}u; r++) { sum += weights[8u * r + (lane ^ (r & 7u))]; }
${count(4)
  .map(
    (n) =>
      `      if (k0 + own(lane) + ${keyOffset(n)}u < params.keys) { dmask[maskAt + own(lane) + ${keyOffset(n)}u] = sum[${n}]; }`,
  )
  .join("\n")}
    }
  } else {
${lines(
  rows,
  (i) => `    { let query = group.y * ${side}u + ty + ${8 * i}u;
${count(4)
  .map(
    (n) =>
      `      if (query < params.queries && k0 + own(tx) + ${keyOffset(n)}u < params.keys) { dmask[maskAt + query * params.maskRow + own(tx) + ${keyOffset(n)}u] = g${i}_${n}; }`,
  )
  .join("\n")}
    }`,
)}
  }
}`,
  });
});
