import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { StepRecord } from "@qkv/nn";
import type { ShownSample } from "./describe-sample.ts";
import { sampleHtml } from "./drawings/sample-html.ts";
import { breakable, escapeHtml } from "./escape-html.ts";
import { smoothedLosses } from "./loss-series.ts";
import { pageHtml } from "./page-html.ts";
import { reportScript } from "./report-script.ts";
import { reportStyle } from "./report-style.ts";

export interface ReportContents {
  readonly title: string;
  readonly records: readonly StepRecord[];
  /** Final figures, as label and value. */
  readonly figures: readonly (readonly [string, string])[];
  readonly configuration: readonly (readonly [string, string])[];
  readonly samples: readonly ShownSample[];
  /** What the loss is counted in; "" where that differs from task to task. */
  readonly unit: string;
}

const contentsOf = (url: string): string => readFileSync(fileURLToPath(url), "utf8");

/** A number large and what it is of small: "94.4 %, decoded greedily" has more words than a tile is wide. */
function figureHtml(value: string): string {
  const [, number = value, words = ""] = /^([-+.,\d]*\d(?: %)?),? ?(.*)$/.exec(value) ?? [];
  return escapeHtml(number) + (words === "" ? "" : ` <small>${escapeHtml(words)}</small>`);
}

/** A page on a training run. */
export function reportPage({
  title,
  records,
  figures,
  configuration,
  samples,
  unit,
}: ReportContents): string {
  const data = {
    steps: records.map(({ step }) => step),
    loss: records.map(({ loss }) => loss),
    smoothed: smoothedLosses(records),
    validation: records.map(({ valLoss }) => valLoss ?? null),
    learningRate: records.map(({ learningRate }) => learningRate),
  };
  const policy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";
  const tiles = figures.map(
    ([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd>${figureHtml(value)}</dd></div>`,
  );
  const rows = configuration.map(
    ([label, value]) =>
      `<tr><th scope="row">${breakable(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const texts = samples.map(
    ({ title, text, sample }) =>
      `<section><h2>${escapeHtml(title)}</h2>${sampleHtml(sample, text)}</section>\n`,
  );
  const contents = `<dl>${tiles.join("")}</dl>
<section><h2>${unit === "" ? "Loss" : `Loss, ${unit}`}</h2><figure id="loss"></figure></section>
<section><h2>Learning rate</h2><figure id="rate"></figure></section>
${texts.join("")}<section><h2>Configuration</h2><table class="settings">${rows.join("")}</table></section>`;
  const scripts = `<script>${contentsOf(import.meta.resolve("uplot/dist/uPlot.iife.min.js"))}</script>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script>${reportScript}</script>
`;
  const style = contentsOf(import.meta.resolve("uplot/dist/uPlot.min.css")) + reportStyle;
  return pageHtml({ title, style, contents, scripts, policy });
}
