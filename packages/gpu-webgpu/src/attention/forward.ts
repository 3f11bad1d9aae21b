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
import { headStarts, tileScores, valueRows } from "./score-tile.ts";
import {
  addTotals,
  addWeightedKeys,
  attentionThreads,
  attentionTile,
  count,
  foldSums,
  lines,
  loadForSums,
  scores4,
  sumParts,
  tileMemory,
  tileSide,
  weightsAt,
  zeroSums,
} from "./tile.ts";

/**
 * Attention of a tile of queries of one head over all keys that it sees, tile by tile, with the softmax kept up to date
 * on the way: no scores reach memory. Milakov and Gimelshein, arXiv 1805.02867; Dao et al., arXiv 2205.14135.
 * `long`: sums are added in blocks of tiles. Grid: tiles of queries, heads, batch.
 */
export const attentionForward = variants(
  (
    large: boolean,
    width: number,
    wide: boolean,
    mask: boolean,
    dropout: boolean,
    long: boolean,
  ) => {
    const form: AttentionForm = { wide, mask, dropout };
    const tile = attentionTile(large, width);
    const { rows, blocks } = tile;
    const side = tileSide(tile);
    const element = elementOf(form);
    const name = (letter: string) => count(rows).map((i) => `${letter}${i}`);
    /** Every thread's numbers of its queries to all eight threads of these queries, through `weights`. */
    const share = (values: readonly string[]): string =>
      lines(
        rows / 4,
        (h) =>
          `    weights[lane * ${rows / 4}u + ${h}u] = vec4f(${values.slice(4 * h, 4 * h + 4).join(", ")});`,
      );
    const gather = (combine: (a: string, b: string) => string): string => `
${lines(rows / 4, (h) => `    var shared${h} = weights[ty * ${2 * rows}u + ${h}u];`)}
    for (var x = 1u; x < 8u; x++) {
${lines(rows / 4, (h) => `      shared${h} = ${combine(`shared${h}`, `weights[ty * ${2 * rows}u + x * ${rows / 4}u + ${h}u]`)};`)}
    }`;
    const sharedOf = (i: number) => `shared${i >> 2}[${i & 3}]`;
    return defineProgram({
      name: `attention ${side} x ${side}`,
      reads: attentionReads(form, ["q", "k", "v"]),
      writes: { o: element, stats: "vec2f" },
      params: attentionParams,
      code: `
${headFunctions(form, ["q", "k", "v"])}
${writer("o", "o", form)}
${tileMemory(tile)}
${workgroupMain(attentionThreads, "lane")} {
  let tx = lane % 8u;
  let ty = lane / 8u;
  let q0 = (groups.x - 1u - group.x) * ${side}u; // those who see most keys begin first
  let head = group.y;
  let batch = group.z;
${headStarts(form)}
  let row = row0 + q0 + ty;
${lines(rows, (i) => `  var m${i} = -infinity(); var l${i} = 0f;`)}
${zeroSums(tile, "o")}${long ? lines(rows, (i) => `  var totalL${i} = 0f;`) + zeroSums(tile, "total") : ""}
  let end = visible(min(q0 + ${side}u, params.queries) - 1u);
  for (var k0 = 0u; k0 < end; k0 += ${32 * blocks}u) {
${tileScores(tile, form)}
${share(
  count(rows).map((i) =>
    count(4 * blocks)
      .map((n) => `s${i}_${n}`)
      .reduce((a, b) => `max(${a}, ${b})`),
  ),
)}
    workgroupBarrier();
${loadForSums(tile, valueRows, 0)}
${gather((a, b) => `max(${a}, ${b})`)}
    workgroupBarrier();
${lines(
  rows,
  (i) => `    {
      let top = max(m${i}, ${sharedOf(i)});
      let base = finite(top);
      let fade = weight(m${i}, base);
      m${i} = top;
      l${i} *= fade;${long ? `\n      totalL${i} *= fade;` : ""}
${count(tile.width)
  .map((j) => `      o${i}_${j} *= fade;${long ? ` total${i}_${j} *= fade;` : ""}`)
  .join("")}
${lines(
  blocks,
  (block) => `      { var e = weight4(${scores4("s", i, block)}, base);
        l${i} += (e.x + e.y) + (e.z + e.w);
${dropout ? `        e *= kept4(row + ${8 * i}u, (k0 >> 2u) + ${8 * block}u + tx);` : ""}
        ${weightsAt(tile, i, block)} = e; }`,
)}
    }`,
)}
    workgroupBarrier();
${lines(
  sumParts(tile),
  (part) =>
    `${
      part > 0
        ? `    workgroupBarrier();${loadForSums(tile, valueRows, part)}\n    workgroupBarrier();`
        : ""
    }${addWeightedKeys(tile, "o", part)}`,
)}
${
  long
    ? foldSums(
        tile,
        "o",
        "total",
        "k0",
        lines(rows, (i) => `\n        totalL${i} += l${i}; l${i} = 0f;`),
      )
    : ""
}
  }
${long ? lines(rows, (i) => `  l${i} += totalL${i};`) + addTotals(tile, "o", "total") : ""}
  workgroupBarrier();
${share(name("l"))}
  workgroupBarrier();
${gather((a, b) => `${a} + ${b}`)}
${lines(
  rows,
  (i) => `
  if (q0 + ty + ${8 * i}u < params.queries) {
    let result = statsOf(m${i}, ${sharedOf(i)});
    let factor = result.y * params.dropScale;
    let at = outputAt + (q0 + ty + ${8 * i}u) * params.oRow;
${count(tile.width)
  .map(
    (j) =>
      `    if (tx + ${8 * j}u < params.head4) { write_o(at, tx + ${8 * j}u, o${i}_${j} * factor); }`,
  )
  .join("\n")}
    if (tx == 0u) { stats[row + ${8 * i}u] = result; }
  }`,
)}
}`,
    });
  },
);
