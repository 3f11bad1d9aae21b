import type { ConfusionSample, Sample, SeriesSample } from "@qkv/nn/recipes";
import asciichart from "asciichart";
import { formatTable } from "../terminal/table.ts";
import { attentionMap } from "./attention-map.ts";

/** A sample that is drawn: not a text, and no pairs of texts. */
export type DrawnSample = Exclude<Sample, { readonly kind: "text" | "pairs" }>;

/** A drawing out of characters, in lines of at most so many columns; pictures and shades are for pages, and named here. */
export function describeDrawn(sample: DrawnSample, columns: number): string {
  switch (sample.kind) {
    case "attention":
      return attentionMap(sample, columns);
    case "table":
      return tableOf([sample.columns, ...sample.rows], columns);
    case "confusion":
      return confusionTable(sample, columns);
    case "series":
      return seriesPlot(sample, columns);
    case "pictures":
      return tableOf(
        sample.pictures.map(({ caption, right }) => [right === false ? "wrong" : "", caption]),
        columns,
      );
    case "heat":
      return `  ${sample.rows} x ${sample.columns}, drawn in the report`;
  }
}

const tableOf = (rows: readonly (readonly (string | number)[])[], width: number): string =>
  formatTable(
    rows.map((row) => row.map(shown)),
    { indent: "  ", width },
  );

const shown = (cell: string | number): string => {
  if (typeof cell === "string" || Number.isInteger(cell)) return String(cell);
  return cell.toPrecision(4);
};

/** Rows are what is right, columns what the model said. */
const confusionTable = ({ labels, counts }: ConfusionSample, width: number): string =>
  tableOf([["", ...labels], ...counts.map((row, i) => [labels[i]!, ...row])], width);

/** Room for the labels of the axis. */
const MARGIN = 12;
const HEIGHT = 12;

function seriesPlot({ lines }: SeriesSample, columns: number): string {
  const first = Math.min(...lines.map(({ from }) => from));
  const length = Math.max(...lines.map(({ from, values }) => from + values.length)) - first;
  const points = Math.max(20, Math.min(columns - MARGIN, 90, length));
  const along = lines.map(({ from, values }) =>
    Array.from({ length: points }, (_, i) => {
      const value = values[first + Math.floor((i * length) / points) - from];
      return value ?? Number.NaN;
    }),
  );
  // The chart would look for them itself, and find no number where a line has none.
  const values = along.flat().filter((value) => !Number.isNaN(value));
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const chart = asciichart.plot(along, { height: HEIGHT, min, max });
  return `${chart}\n  ${lines.map(({ name }) => name).join(", ")}`;
}
