import { breakable, escapeHtml } from "../report/escape-html.ts";
import { pageHtml } from "../report/page-html.ts";
import { reportStyle } from "../report/report-style.ts";
import { formatCount } from "../terminal/format-number.ts";
import { figureText, standings, trialCells } from "./describe-sweep.ts";
import { isMeasured } from "./run-sweep.ts";
import { scatterPlot } from "./scatter-plot.ts";
import type { SweepPlan, TrialRecord } from "./sweep-folder.ts";

const style = `
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 2rem; }
.charts svg { width: 100%; height: auto; display: block; background: var(--tile); border-radius: .5rem; }
.charts text { font-size: 12px; fill: var(--quiet); }
.charts line { stroke: var(--line); }
.charts circle { fill: var(--training); fill-opacity: .55; }
.charts .best { fill: var(--validation); fill-opacity: 1; }
.charts h2 { margin-top: .75rem; font-weight: 400; }
.wide { overflow-x: auto; }
.trials { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
.trials :is(th, td) { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
.trials th { font-weight: 400; color: var(--quiet); }
.trials tr.best td { font-weight: 600; }
.trials td.failed { white-space: normal; text-align: left; color: var(--quiet); overflow-wrap: anywhere; }
@media (max-width: 48rem) {
  .trials thead { display: none; }
  .trials tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .trials td { display: inline-block; border: 0; padding: 0 1rem 0 0; }
  .trials td[data-head]::before { content: attr(data-head) " "; color: var(--quiet); font-weight: 400; }
  .trials td:empty { display: none; }
}
`;

/** A page on a sweep, without scripts. */
export function sweepPage(name: string, plan: SweepPlan, records: readonly TrialRecord[]): string {
  const order = standings(records, plan);
  const [best] = order.filter(isMeasured);
  const { metric, space, method } = plan;
  const failed = order.filter((one) => !isMeasured(one)).length;
  const tiles = [
    [`best ${metric}`, best ? figureText(best.value) : "–"],
    ["best trial", best ? String(best.trial) : "–"],
    ["trials", formatCount(order.length)],
    ...(failed > 0 ? [["failed", formatCount(failed)]] : []),
    ["method", method === "halving" ? "successive halving" : method],
  ] as const;
  const charts = Object.entries(space.dimensions).map(([setting, dimension]) => {
    const points = order.filter(isMeasured).map(({ trial, values, value, step }) => ({
      ...{ at: values[setting]!, value, best: trial === best?.trial },
      title: `trial ${trial}, ${setting} ${values[setting]}: ${metric} ${figureText(value)} after ${formatCount(step)} steps`,
    }));
    const drawn = scatterPlot(`${metric} by ${setting}`, dimension, points);
    return `<section><h2>${escapeHtml(setting)}</h2><figure>${drawn}</figure></section>`;
  });
  const [heads = [], ...rows] = trialCells(order, plan);
  const head = heads.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("");
  const body = rows.map((cells, i) => {
    const measured = isMeasured(order[i]!);
    // What failed has a reason in the place of figure and time.
    const tagged = (measured ? cells : cells.slice(0, -1)).map((cell, at) =>
      !measured && at === cells.length - 2
        ? `<td class="failed" colspan="2">${breakable(cell)}</td>`
        : `<td data-head="${escapeHtml(heads[at] ?? "")}">${escapeHtml(cell)}</td>`,
    );
    return `<tr${order[i] === best ? ' class="best"' : ""}>${tagged.join("")}</tr>`;
  });
  const settings = Object.entries(best?.values ?? space.fixed).map(
    ([label, value]) =>
      `<tr><th scope="row">${breakable(label)}</th><td>${escapeHtml(String(value))}</td></tr>`,
  );
  const contents = `<dl>${tiles.map(([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`).join("")}</dl>
<section><h2>${escapeHtml(metric)} by setting, ${plan.better} is better</h2><div class="charts">${charts.join("")}</div></section>
<section><h2>Trials</h2><div class="wide"><table class="trials"><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div></section>
<section><h2>${best ? "Settings of the best" : "Settings"}</h2><table class="settings">${settings.join("")}</table></section>`;
  return pageHtml({ title: `qkv: sweep ${name}`, style: reportStyle + style, contents });
}
