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

/** Lines where all of them have values, as the end of a forecast: a chart of characters has no gaps. */
function seriesPlot({ lines }: SeriesSample, columns: number): string {
  const from = Math.max(...lines.map((line) => line.from));
  const there = lines.filter((line) => line.from + line.values.length > from);
  const to = Math.min(...there.map((line) => line.from + line.values.length));
  const points = Math.max(2, Math.min(columns - MARGIN, 90, to - from));
  const along = there.map((line) =>
    Array.from(
      { length: points },
      (_, i) => line.values[from - line.from + Math.floor((i * (to - from)) / points)]!,
    ),
  );
  const chart = asciichart.plot(along, { height: HEIGHT });
  return `${chart}\n  ${there.map(({ name }) => name).join(", ")}, steps ${from} to ${to - 1}`;
}
