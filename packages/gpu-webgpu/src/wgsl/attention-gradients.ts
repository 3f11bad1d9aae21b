import { defineProgram, type ElementType, variants } from "../commands/program.ts";
import {
  type AttentionForm,
  attentionFunctions,
  attentionParams,
  attentionReads,
  elementOf,
  reader,
  startsAt,
  writer,
} from "./attention-operands.ts";
import {
  type AttentionTile,
  addMask,
  addProducts,
  addWeightedKeys,
  addWeightedQueries,
  attentionThreads,
  attentionTile,
  count,
  hideKeys,
  keyOffset,
  lines,
  loadForSums,
  scores4,
  sumParts,
  type TileRows,
  tileMemory,
  tileSide,
  weightsAt,
  zeroScores,
  zeroSums,
} from "./attention-tile.ts";

/**
 * What the gradients need of each query, beside the operands: (max, 1 / sum, D, 0) with D = sum(dO o), which is the mean
 * of dP under P. Eight threads a query.
 */
export const attentionRows = variants((wide: boolean) => {
  const form: AttentionForm = { wide, mask: false, dropout: false };
  return defineProgram({
    name: "attentionBackward rows",
    reads: attentionReads(form, ["o", "dO"], { stats: "vec2f" }),
    writes: { rows: "vec4f" as ElementType },
    params: { ...attentionParams, count: "u32" },
    code: `
${reader("o", form)}${reader("dO", form)}${startsAt("o")}
var<workgroup> sums: array<f32, 64>;
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  for (var first = 8u * group.x; first < params.count; first += 8u * groups.x) {
    let row = first + lane / 8u;
    var sum = 0f;
    if (row < params.count) {
      let index = row / params.queries;
      let at = oAt(index / params.heads, index % params.heads) + row % params.queries * params.oRow;
      for (var c = lane % 8u; c < params.head4; c += 8u) { sum += dot(read_o(at, c), read_dO(at, c)); }
    }
    sums[lane] = sum;
    workgroupBarrier();
    if (lane % 8u == 0u && row < params.count) {
      for (var i = 1u; i < 8u; i++) { sum += sums[lane + i]; }
      rows[row] = vec4f(stats[row], sum, 0f);
    }
    workgroupBarrier();
  }
}`,
  });
});

const queryRows: TileRows = {
  buffer: "q",
  start: "queryAt",
  stride: "q",
  first: "q0",
  limit: "params.queries",
  factor: "params.scale",
};
const gradientRows: TileRows = {
  buffer: "dO",
  start: "outputAt",
  stride: "o",
  first: "q0",
  limit: "params.queries",
};
const keyRows: TileRows = {
  buffer: "k",
  start: "keyAt",
  stride: "k",
  first: "k0",
  limit: "params.keys",
};
const valueRows: TileRows = { ...keyRows, buffer: "v", start: "valueAt", stride: "v" };

/** The scores s of the tile at q0, k0. */
const scores = (tile: AttentionTile, { mask }: AttentionForm): string => `
${zeroScores(tile, "s")}
${addProducts(tile, "s", queryRows, keyRows)}
${mask ? addMask(tile, "s") : ""}
${hideKeys(tile, "s")}`;

/** `info`: what `rows` says of query i of a thread; zeros beyond the last query, whose weights are then zero. */
const infoOf = (i: number): string => `
    var info = vec4f();
    if (q0 + ty + ${8 * i}u < params.queries) { info = rows[row0 + q0 + ty + ${8 * i}u]; }`;

const keptOf = ({ dropout }: AttentionForm, i: number, block: number): string =>
  dropout
    ? `params.dropScale * kept4(row0 + q0 + ty + ${8 * i}u, (k0 >> 2u) + ${8 * block}u + tx)`
    : "1f";

/** `weights` becomes P of the tile, each thread's own vec4s: what it does with them next needs no barrier. */
const weightTile = (tile: AttentionTile): string =>
  lines(
    tile.rows,
    (i) => `  {${infoOf(i)}
    let base = finite(info.x);
${lines(
  tile.blocks,
  (block) =>
    `    ${weightsAt(tile, i, block)} = weight4(${scores4("s", i, block)}, base) * info.y;`,
)}
  }`,
  );

const heads = `
  let keyHead = head * params.keyValueHeads / params.heads;
  let queryAt = qAt(batch, head);
  let keyAt = kAt(batch, keyHead);
  let valueAt = vAt(batch, keyHead);
  let outputAt = oAt(batch, head);
  let row0 = (batch * params.heads + head) * params.queries;`;

const functions = (form: AttentionForm): string => `
${attentionFunctions(form)}
${["q", "k", "v", "dO"].map((buffer) => reader(buffer, form)).join("")}
${(["q", "k", "v", "o"] as const).map(startsAt).join("")}`;

/**
 * dq, dk and dv, without a score in memory: P is made again from stats, tile by tile. One dispatch for the three, each
 * with workgroups of its own, so that nothing is added in an order that depends on timing:
 * dq of a tile of queries goes over the keys; dk and dv of a tile of keys go over the queries of every head of the group.
 * `packed`: the gradients lie in one tensor, dq.
 * Grid: tiles of keys for dk, for dv, tiles of queries; heads; batch.
 */
export const attentionGradients = variants(
  (
    large: boolean,
    width: number,
    packed: boolean,
    wide: boolean,
    mask: boolean,
    dropout: boolean,
  ) => {
    const form: AttentionForm = { wide, mask, dropout };
    const tile = attentionTile(large, width);
    const { rows, blocks } = tile;
    const side = tileSide(tile);
    const element = elementOf(form);
    const accumulate = (add: typeof addWeightedKeys, load: (part: number) => string): string =>
      lines(
        sumParts(tile),
        (part) => `
      workgroupBarrier();
      ${load(part)}
      workgroupBarrier();
      ${add(tile, "g", part)}`,
      );
    const store = (
      name: string,
      at: string,
      row: (i: number) => string,
      limit: string,
      factor: string,
    ) =>
      lines(
        rows,
        (i) => `
    if (${row(i)} < ${limit}) {
${lines(
  width,
  (j) =>
    `      if (tx + ${8 * j}u < params.head4) { write_${name}(${at.replace("ROW", row(i))}, tx + ${8 * j}u, g${i}_${j}${factor}); }`,
)}
    }`,
      );
    const keyOf = (i: number) => `t0 + own(ty) + ${keyOffset(i)}u`;
    const names = ["dq", "dk", "dv"] as const;
    return defineProgram({
      name: `attentionBackward ${side} x ${side}`,
      reads: attentionReads(form, ["q", "k", "v", "dO"], { rows: "vec4f" }),
      writes: Object.fromEntries(
        (packed ? ["dq"] : names).map((name) => [name, element]),
      ) as Record<string, ElementType>,
      params: attentionParams,
      code: `
${functions(form)}
${names.map((name) => writer(name, packed ? "dq" : name, form)).join("")}
${tileMemory(tile)}
@compute @workgroup_size(${attentionThreads})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tx = lane % 8u;
  let ty = lane / 8u;
  let batch = group.z;
  let keyTiles = (params.keys + ${side - 1}u) / ${side}u;
  let forKeys = group.x < keyTiles;
  let forValues = !forKeys && group.x < 2u * keyTiles;
  let forQueries = group.x >= 2u * keyTiles;
  // First row of the tile whose gradient this is; those who have most to do begin first.
  var t0 = (group.x % max(keyTiles, 1u)) * ${side}u;
  var firstHead = group.y;
  var endHead = group.y + 1u;
  var first = 0u;
  var end = 0u;
  if (forQueries) {
    t0 = (groups.x - 1u - group.x) * ${side}u;
    end = visible(min(t0 + ${side}u, params.queries) - 1u);
  } else {
    let members = params.heads / params.keyValueHeads;
    firstHead = group.y * members;
    endHead = min(firstHead + members, params.heads); // the heads beyond keyValueHeads have nothing to do
    first = u32(max(i32(t0) + 1 - params.reach, 0)) / ${side}u * ${side}u;
    end = params.queries;
  }
${zeroSums(tile, "g")}
  for (var head = firstHead; head < endHead; head++) {
    ${heads}
${mask ? "    let maskAt = batch * params.maskBatch + head * params.maskHead;" : ""}
    for (var t = first; t < end; t += ${side}u) {
      let q0 = select(t, t0, forQueries);
      let k0 = select(t0, t, forQueries);
${scores(tile, form)}
${weightTile(tile)}
      if (forValues) {
${
  dropout
    ? lines(rows, (i) =>
        lines(
          blocks,
          (block) => `        ${weightsAt(tile, i, block)} *= ${keptOf(form, i, block)};`,
        ),
      )
    : ""
}
      } else {
${zeroScores(tile, "d")}
${addProducts(tile, "d", gradientRows, valueRows)}
${lines(
  rows,
  (i) => `  {${infoOf(i)}
${lines(
  blocks,
  (block) =>
    `    ${weightsAt(tile, i, block)} *= ${keptOf(form, i, block)} * ${scores4("d", i, block)} - info.z;`,
)}
  }`,
)}
      }
      if (forQueries) {
${accumulate(addWeightedKeys, (part) => loadForSums(tile, keyRows, part))}
      } else {
${accumulate(
  addWeightedQueries,
  (part) => `
      if (forValues) { ${loadForSums(tile, gradientRows, part)} }
      else { ${loadForSums(tile, queryRows, part)} }`,
)}
      }
    }
  }
  if (forQueries) {
    let start = qAt(batch, group.y);
${store("dq", "start + (ROW) * params.qRow", (i) => `t0 + ty + ${8 * i}u`, "params.queries", " * params.scale")}
  } else if (group.y < params.keyValueHeads) {
    if (forKeys) {
      let start = kAt(batch, group.y);
${store("dk", "start + (ROW) * params.kRow", keyOf, "params.keys", "")}
    } else {
      let start = vAt(batch, group.y);
${store("dv", "start + (ROW) * params.vRow", keyOf, "params.keys", "")}
    }
  }
}`,
    });
  },
);

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
${functions(form)}
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
      ${heads}
      let maskAt = batch * params.maskBatch + head * params.maskHead;
      for (var q0 = group.y * ${side}u; q0 < endQuery; q0 += ${side}u) {
        if (k0 >= visible(min(q0 + ${side}u, params.queries) - 1u)) { continue; }
${scores(tile, form)}
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
