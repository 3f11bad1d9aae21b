import { defineProgram, type ElementType, variants } from "../commands/program.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";
import { type GradientPart, gradientsOf, purposeOf } from "./gradient-parts.ts";
import { gradientRows, infoOf, keptOf, weightTile } from "./gradient-tile.ts";
import {
  type AttentionForm,
  attentionReads,
  elementOf,
  headFunctions,
  writer,
} from "./operands.ts";
import { attentionParams } from "./params.ts";
import { headStarts, keyRows, queryRows, tileScores, valueRows } from "./score-tile.ts";
import {
  addProducts,
  addTotals,
  addWeightedKeys,
  addWeightedQueries,
  attentionThreads,
  attentionTile,
  foldSums,
  keyOffset,
  lines,
  loadForSums,
  scores4,
  sumParts,
  tileMemory,
  tileSide,
  weightsAt,
  zeroScores,
  zeroSums,
} from "./tile.ts";

/**
 * dq, dk and dv, without a score in memory: P is made again from stats, tile by tile. One dispatch for the three, each
 * with workgroups of its own, so that nothing is added in an order that depends on timing (a `part` of them where they are
 * computed in two dispatches):
 * dq of a tile of queries goes over the keys; dk and dv of a tile of keys go over the queries of every head of the group.
 * `packed`: the gradients lie in one tensor, dq. `long`: sums are added in blocks of tiles.
 * Grid: tiles of keys for dk, for dv, tiles of queries; heads; batch.
 */
export const attentionBackward = variants(
  (
    large: boolean,
    width: number,
    packed: boolean,
    wide: boolean,
    mask: boolean,
    dropout: boolean,
    part: GradientPart,
    long: boolean,
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
    const names: readonly ("dq" | "dk" | "dv")[] = gradientsOf[part];
    const storeQueries = names.includes("dq")
      ? `let start = qAt(batch, group.y);
${store("dq", "start + (ROW) * params.qRow", (i) => `t0 + ty + ${8 * i}u`, "params.queries", " * params.scale")}`
      : "";
    const storeKeys = names.includes("dk")
      ? `let start = kAt(batch, group.y);
${store("dk", "start + (ROW) * params.kRow", keyOf, "params.keys", "")}`
      : "";
    const storeValues = names.includes("dv")
      ? `let start = vAt(batch, group.y);
${store("dv", "start + (ROW) * params.vRow", keyOf, "params.keys", "")}`
      : "";
    return defineProgram({
      name: `attentionBackward ${side} x ${side}${part === "all" ? "" : ` ${part}`}`,
      reads: attentionReads(form, ["q", "k", "v", "dO"], { rows: "vec4f" }),
      writes: Object.fromEntries(
        (packed ? ["dq"] : names).map((name) => [name, element]),
      ) as Record<string, ElementType>,
      params: attentionParams,
      code: `
${headFunctions(form, ["q", "k", "v", "dO"])}
${names.map((name) => writer(name, packed ? "dq" : name, form)).join("")}
${tileMemory(tile)}
${workgroupMain(attentionThreads, "lane")} {
  let tx = lane % 8u;
  let ty = lane / 8u;
  let batch = group.z;
  let keyTiles = (params.keys + ${side - 1}u) / ${side}u;
  ${purposeOf[part]}
  let forQueries = !forKeys && !forValues;
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
${zeroSums(tile, "g")}${long ? zeroSums(tile, "total") : ""}
  for (var head = firstHead; head < endHead; head++) {
    ${headStarts(form)}
    for (var t = first; t < end; t += ${side}u) {
      let q0 = select(t, t0, forQueries);
      let k0 = select(t0, t, forQueries);
${tileScores(tile, form)}
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
${long ? foldSums(tile, "g", "total", "t", "") : ""}
    }
  }
${long ? addTotals(tile, "g", "total") : ""}
  if (forQueries) {
    ${storeQueries}
  } else if (group.y < params.keyValueHeads) {
    if (forKeys) {
      ${storeKeys}
    } else {
      ${storeValues}
    }
  }
}`,
    });
  },
);
