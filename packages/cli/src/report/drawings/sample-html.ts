import type { Sample } from "@qkv/nn/recipes";
import { escapeHtml } from "../escape-html.ts";
import { heatMap } from "./heat-map.ts";
import { pictures } from "./pictures.ts";
import { seriesChart } from "./series-chart.ts";
import { confusionTable, pairsTable, table } from "./tables.ts";

/** A sample as a page shows it; `text` is how a terminal does. */
export function sampleHtml(sample: Sample, text: string): string {
  switch (sample.kind) {
    case "text":
      return `<blockquote>${escapeHtml(text)}</blockquote>`;
    case "attention":
      return `<blockquote class="drawn">${escapeHtml(text)}</blockquote>`;
    case "pairs":
      return pairsTable(sample.pairs);
    case "table":
      return table(sample);
    case "confusion":
      return confusionTable(sample);
    case "pictures":
      return pictures(sample);
    case "series":
      return seriesChart(sample);
    case "heat":
      return heatMap(sample);
  }
}
