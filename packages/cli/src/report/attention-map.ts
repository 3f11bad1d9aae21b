import { meanOfHeads, meanOfMaxima } from "@qkv/nn/inspection";
import type { AttentionSample } from "@qkv/nn/recipes";
import { wrapWords } from "../terminal/wrap-words.ts";

const shades = " .:-=+*#%@";
/** Longer symbols are cut in the heading of a column. */
const widestColumn = 4;
const widestRow = 16;

/**
 * Attention weights as characters, the darker the larger: a row for each output token, a column for each source token.
 * Where the source is wider than the terminal, its columns stand in parts below one another.
 */
export function attentionMap(
  { map, layer, layers }: AttentionSample,
  terminal = Number.POSITIVE_INFINITY,
): string {
  const weights = meanOfHeads(map);
  const rows = map.queries.map((symbol) => cut(symbol, widestRow));
  const columns = map.keys.map((symbol) => cut(symbol, widestColumn));
  const margin = Math.max(...rows.map((row) => row.length));
  const width = Math.max(...columns.map((column) => column.length));
  const line = (label: string, cells: readonly string[]): string =>
    `  ${label.padStart(margin)}  ${cells.join(" ")}`;
  const room = terminal - margin - "    ".length - "  0.00".length + 1;
  const each = Math.max(1, Math.min(columns.length, Math.floor(room / (width + 1))));
  const part = (from: number): string[] => [
    line(
      "",
      columns.slice(from, from + each).map((column) => column.padStart(width)),
    ),
    ...weights.map((row, i) => {
      const cells = [...row.slice(from, from + each)].map((one) => shadeOf(one).repeat(width));
      const largest = from + each < columns.length ? "" : `  ${Math.max(...row).toFixed(2)}`;
      return `${line(rows[i]!, cells)}${largest}`.trimEnd();
    }),
  ];
  const parts = Array.from({ length: Math.ceil(columns.length / each) }, (_, i) => part(i * each));
  return [
    ...wrapWords(
      `  rows: what is said; columns: the source; from "${shades}" for 0 to 1; ` +
        `decoder layer ${layer} of ${layers}, mean over heads`,
      terminal,
      { hang: "  " },
    ),
    ...parts.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines])),
    ...wrapWords(
      `  mean of each row's largest weight: ${meanOfMaxima(weights).toFixed(3)}`,
      terminal,
      { hang: "  " },
    ),
  ].join("\n");
}

const shadeOf = (weight: number): string =>
  shades[Math.min(Math.floor(weight * shades.length), shades.length - 1)] ?? "?";

function cut(symbol: string, width: number): string {
  const characters = [...symbol];
  return characters.length > width ? `${characters.slice(0, width - 1).join("")}…` : symbol;
}
