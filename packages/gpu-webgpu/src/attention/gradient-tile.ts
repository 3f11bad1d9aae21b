import type { AttentionForm } from "./operands.ts";
import { type AttentionTile, lines, scores4, type TileRows, weightsAt } from "./tile.ts";

/** The rows of dO, which lies as o does. */
export const gradientRows: TileRows = {
  buffer: "dO",
  start: "outputAt",
  stride: "o",
  first: "q0",
  limit: "params.queries",
};

/** `info`: what `rows` says of query i of a thread; zeros beyond the last query, whose weights are then zero. */
export const infoOf = (i: number): string => `
    var info = vec4f();
    if (q0 + ty + ${8 * i}u < params.queries) { info = rows[row0 + q0 + ty + ${8 * i}u]; }`;

export const keptOf = ({ dropout }: AttentionForm, i: number, block: number): string =>
  dropout
    ? `params.dropScale * kept4(row0 + q0 + ty + ${8 * i}u, (k0 >> 2u) + ${8 * block}u + tx)`
    : "1f";

/** `weights` becomes P of the tile, each thread's own vec4s: what it does with them next needs no barrier. */
export const weightTile = (tile: AttentionTile): string =>
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
