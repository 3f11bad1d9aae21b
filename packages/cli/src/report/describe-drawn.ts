import type { ConfusionSample, Sample } from "@qkv/nn/recipes";
import { formatTable } from "../terminal/table.ts";
import { attentionMap } from "./attention-map.ts";
import { seriesPlot } from "./series-plot.ts";

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
