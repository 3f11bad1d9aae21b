import { barChart } from "../report/bar-chart.ts";
import { breakable, escapeHtml } from "../report/escape-html.ts";
import { pageHtml } from "../report/page-html.ts";
import { reportStyle } from "../report/report-style.ts";
import { comparedFigures, comparisonFacts, comparisonVerdict } from "./describe-comparison.ts";
import type { Comparison } from "./run-comparison.ts";
import { tensorCells, tensorHeads, worstTensors } from "./worst-tensors.ts";

const mostTensors = 20;

const style = `
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--ink); font-size: 14px; dominant-baseline: central; }
svg .label { text-anchor: end; fill: var(--quiet); }
.series-0 { fill: var(--training); }
.series-1 { fill: var(--validation); }
.settings th { width: 7rem; vertical-align: top; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 2.5rem; }
.wide { overflow-x: auto; }
.tensors { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
.tensors :is(th, td) { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
.tensors th { font-weight: 400; color: var(--quiet); }
@media (max-width: 48rem) {
  .tensors tr:has(th) { display: none; }
  .tensors tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .tensors td { display: inline-block; border: 0; padding: 0 1rem 0 0; white-space: normal; }
  .tensors td:first-child { display: block; overflow-wrap: anywhere; }
  .tensors td:not(:first-child)::before { content: attr(data-head) " "; color: var(--quiet); }
  .tensors td:empty { display: none; }
}
`;

/** A page on two devices, without scripts. */
export function comparisonPage(comparison: Comparison): string {
  const { subject, figures, verification } = comparison;
  const title = `qkv: ${figures.map(({ device }) => device.name).join(" and ")}, ${subject.name}`;
  const charts = comparedFigures.map(({ label, unit, of, format }) => {
    const bars = figures.map((one) => ({
      label: one.device.name,
      value: of(one),
      text: `${format(of(one))} ${unit}`.trim(),
    }));
    const direction = unit === "tokens/s" ? "longer is better" : "shorter is better";
    return (
      `<section><h2>${escapeHtml(label)}, ${direction}</h2>` +
      `<figure>${barChart(label, bars)}</figure></section>`
    );
  });
  const heads = `<tr>${tensorHeads.map((head) => `<th>${escapeHtml(head)}</th>`).join("")}</tr>`;
  const row = (cells: readonly string[]): string => {
    const tagged = cells.map(
      (cell, i) => `<td data-head="${escapeHtml(tensorHeads[i] ?? "")}">${breakable(cell)}</td>`,
    );
    return `<tr>${tagged.join("")}</tr>`;
  };
  const facts = comparisonFacts(comparison).map(
    ([label, value]) =>
      `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const tensors = worstTensors(verification, mostTensors).map((one) => row(tensorCells(one)));
  const contents = `<table class="settings">${facts.join("")}</table>
<div class="charts">${charts.join("")}</div>
<section><h2>Differences</h2>
<p>${breakable(comparisonVerdict(comparison))}</p>
<div class="wide"><table class="tensors">${heads}${tensors.join("")}</table></div></section>`;
  return pageHtml({ title, style: reportStyle + style, contents });
}
