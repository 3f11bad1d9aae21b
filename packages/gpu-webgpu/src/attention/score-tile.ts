import type { AttentionForm } from "./operands.ts";
import {
  type AttentionTile,
  addMask,
  addProducts,
  hideKeys,
  type TileRows,
  zeroScores,
} from "./tile.ts";

/** Where the operands of the head `head` of `batch` begin, and `row0`, its first query among those of all heads. */
export const headStarts = ({ mask }: AttentionForm): string => `
  let keyHead = head * params.keyValueHeads / params.heads;
  let queryAt = qAt(batch, head);
  let keyAt = kAt(batch, keyHead);
  let valueAt = vAt(batch, keyHead);
  let outputAt = oAt(batch, head);
  let row0 = (batch * params.heads + head) * params.queries;
${mask ? "  let maskAt = batch * params.maskBatch + head * params.maskHead;" : ""}`;

export const queryRows: TileRows = {
  buffer: "q",
  start: "queryAt",
  stride: "q",
  first: "q0",
  limit: "params.queries",
  factor: "params.scale",
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
