import { type AttentionForm, attentionFunctions, reader, startsAt } from "./operands.ts";
import {
  type AttentionTile,
  addMask,
  addProducts,
  hideKeys,
  lines,
  scores4,
  type TileRows,
  weightsAt,
  zeroScores,
} from "./tile.ts";

export const queryRows: TileRows = {
  buffer: "q",
  start: "queryAt",
  stride: "q",
  first: "q0",
  limit: "params.queries",
  factor: "params.scale",
};
export const gradientRows: TileRows = {
  buffer: "dO",
  start: "outputAt",
  stride: "o",
  first: "q0",
  limit: "params.queries",
};
export const keyRows: TileRows = {
  buffer: "k",
  start: "keyAt",
  stride: "k",
  first: "k0",
  limit: "params.keys",
};
export const valueRows: TileRows = { ...keyRows, buffer: "v", start: "valueAt", stride: "v" };

/** The scores s of the tile at q0, k0. */
export const tileScores = (tile: AttentionTile, { mask }: AttentionForm): string => `
${zeroScores(tile, "s")}
${addProducts(tile, "s", queryRows, keyRows)}
${mask ? addMask(tile, "s") : ""}
${hideKeys(tile, "s")}`;

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

export const headStarts = `
  let keyHead = head * params.keyValueHeads / params.heads;
  let queryAt = qAt(batch, head);
  let keyAt = kAt(batch, keyHead);
  let valueAt = vAt(batch, keyHead);
  let outputAt = oAt(batch, head);
  let row0 = (batch * params.heads + head) * params.queries;`;

export const gradientFunctions = (form: AttentionForm): string => `
${attentionFunctions(form)}
${["q", "k", "v", "dO"].map((buffer) => reader(buffer, form)).join("")}
${(["q", "k", "v", "o"] as const).map(startsAt).join("")}`;
