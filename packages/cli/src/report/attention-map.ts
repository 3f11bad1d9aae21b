import { meanOfHeads, meanOfMaxima } from "@qkv/nn/inspection";
import type { AttentionSample } from "@qkv/nn/recipes";

const shades = " .:-=+*#%@";
/** Longer symbols are cut in the heading of a column. */
const widestColumn = 4;
const widestRow = 16;

/** Attention weights as characters, the darker the larger: a row for each output token, a column for each source token. */
export function attentionMap({ map, layer, layers }: AttentionSample): string {
  const weights = meanOfHeads(map);
  const rows = map.queries.map((symbol) => cut(symbol, widestRow));
  const columns = map.keys.map((symbol) => cut(symbol, widestColumn));
  const margin = Math.max(...rows.map((row) => row.length));
  const width = Math.max(...columns.map((column) => column.length));
  const line = (label: string, cells: readonly string[]): string =>
    `  ${label.padStart(margin)}  ${cells.join(" ")}`;
  return [
    `  rows: what is said; columns: the source; from "${shades}" for 0 to 1; ` +
      `decoder layer ${layer} of ${layers}, mean over heads`,
    line(
      "",
      columns.map((column) => column.padStart(width)),
    ),
    ...weights.map((row, i) => {
      const cells = row.map((weight) => shadeOf(weight).repeat(width));
      return `${line(rows[i]!, cells)}  ${Math.max(...row).toFixed(2)}`;
    }),
    `  mean of each row's largest weight: ${meanOfMaxima(weights).toFixed(3)}`,
  ].join("\n");
}

const shadeOf = (weight: number): string =>
  shades[Math.min(Math.floor(weight * shades.length), shades.length - 1)] ?? "?";

function cut(symbol: string, width: number): string {
  const characters = [...symbol];
  return characters.length > width ? `${characters.slice(0, width - 1).join("")}…` : symbol;
}
