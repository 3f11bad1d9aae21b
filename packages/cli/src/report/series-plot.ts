import type { SeriesSample } from "@qkv/nn/recipes";

/** Room for the labels of the axis. */
const MARGIN = 12;
const HEIGHT = 12;
/** Of the lines, one after the other; a later one hides an earlier one. */
const SYMBOLS = ["·", "o", "*", "+", "x"] as const;

/** Lines over time as characters, each by one of its own; they may begin and end where they like. */
export function seriesPlot({ lines }: SeriesSample, columns: number): string {
  const first = Math.min(...lines.map(({ from }) => from));
  const length = Math.max(...lines.map(({ from, values }) => from + values.length)) - first;
  const points = Math.max(1, Math.min(columns - MARGIN, 90, length));
  const all = lines.flatMap(({ values }) => values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const rows = Array.from({ length: HEIGHT }, () => new Array<string>(points).fill(" "));
  const rowOf = (value: number): number =>
    high > low ? Math.round(((high - value) / (high - low)) * (HEIGHT - 1)) : HEIGHT >> 1;
  for (const [i, { from, values }] of lines.entries())
    for (let point = 0; point < points; point++) {
      const value = values[first + Math.floor((point * length) / points) - from];
      if (value !== undefined) rows[rowOf(value)]![point] = SYMBOLS[i % SYMBOLS.length]!;
    }
  const labelOf = (row: number): string =>
    (high - (row / (HEIGHT - 1)) * (high - low)).toPrecision(4).padStart(MARGIN - 3);
  const drawn = rows.map((row, i) => `${labelOf(i)} ┤${row.join("").trimEnd()}`);
  const legend = lines.map(({ name }, i) => `${SYMBOLS[i % SYMBOLS.length]} ${name}`).join("   ");
  return `${drawn.join("\n")}\n  ${legend}`;
}
