import type {
  BackendChance,
  CompareAsk,
  Comparison,
  FailedBackend,
  MeasuredBackend,
  SweepPoint,
} from "../../engine/protocol.ts";
import { percent, readable, shapeText } from "../../pictures/numbers.ts";
import { departs, keyOf, mainComparison, overtaking, verdictOf } from "./verdict.ts";
import type { compare } from "./words.en.ts";

/** Everything that was found, as it is saved. */
export interface Report {
  readonly format: "qkv-backend-comparison";
  readonly version: 1;
  /** ISO 8601, in UTC. */
  readonly date: string;
  readonly browser: string;
  readonly isolated: boolean;
  readonly work: CompareAsk;
  readonly chances: readonly BackendChance[];
  readonly measured: readonly MeasuredBackend[];
  readonly comparisons: readonly Comparison[];
  readonly failed: readonly FailedBackend[];
  readonly sweep: readonly SweepPoint[];
}

/** JSON has no infinities: they become texts, as a reader says them. */
export const reportJson = (report: Report): string =>
  JSON.stringify(
    report,
    (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value),
    2,
  );

type ReportWords = typeof compare;

/** The report as a page of its own: no script, nothing from elsewhere, readable in twenty years. */
export function reportPage(report: Report, text: ReportWords, language: string): string {
  const main = mainComparison(report.comparisons);
  const { work } = report;
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(text.reportTitle)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(text.reportTitle)}</h1>
<dl>
${facts([
  [text.date, report.date],
  [text.browser, report.browser],
  [text.model, work.model],
  [text.batch, String(work.batch)],
  [text.tokens, String(work.tokens)],
  [text.tolerance, readable(work.tolerance)],
])}
</dl>
${main ? verdictHtml(main, text) : ""}
${report.failed.map(({ backend, message }) => `<p>${escaped(text.failedBackend(text.backend[backend], message))}</p>`).join("\n")}
<h2>${escaped(text.measured)}</h2>
${measuredHtml(report.measured, text)}
${report.sweep.length === 0 ? "" : sweepHtml(report.sweep, text)}
${report.comparisons.map((one) => comparisonHtml(one, text)).join("\n")}
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; }
body { max-width: 62rem; margin: 3rem auto; padding: 0 1rem; font: 16px/1.55 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1, h2 { letter-spacing: -0.02em; line-height: 1.2; }
h2 { margin-top: 2.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.5rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.verdict { border-left: 4px solid; padding: 0.2rem 1.2rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; }
th, td { padding: 0.3rem 0.9rem 0.3rem 0; text-align: right; font-weight: 400; white-space: nowrap; border-bottom: 1px solid #8884; }
th:first-child { text-align: left; }
thead th { opacity: 0.7; }
.departs { font-weight: 700; }
`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const facts = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("\n");

function tableHtml(
  columns: readonly string[],
  rows: readonly { readonly cells: readonly string[]; readonly departs?: boolean }[],
): string {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
  const body = rows.map(({ cells, departs = false }) => {
    const [name, ...others] = cells.map(escaped);
    const row = `<th scope="row">${name}</th>${others.map((cell) => `<td>${cell}</td>`).join("")}`;
    return `<tr${departs ? ' class="departs"' : ""}>${row}</tr>`;
  });
  return `<div><table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}

function verdictHtml(comparison: Comparison, text: ReportWords): string {
  const verdict = verdictOf(comparison);
  if (!verdict) return "";
  const { agrees, share, worst, departures, first } = verdict;
  const count = comparison.tensors.length;
  const shown = first ?? worst;
  const where = text.worstAt(shown.name, text.pass[shown.pass], readable(shown.relative));
  const said =
    worst.relative === 0
      ? text.equal(count)
      : agrees
        ? `${text.largest(percent(share), count)}: ${where}`
        : `${text.departures(departures, count)} ${where}`;
  const pair = text.pair(text.backend[comparison.a], text.backend[comparison.b]);
  return `<section class="verdict"><p>${escaped(pair)}</p><h2>${escaped(agrees ? text.agree : text.disagree)}</h2><p>${escaped(said)}</p></section>`;
}

function measuredHtml(measured: readonly MeasuredBackend[], text: ReportWords): string {
  const { backend, load, first, step, tokens, generated, memory } = text.column;
  const number = (value: number | undefined) => (value === undefined ? "" : readable(value));
  return tableHtml(
    [backend, load, first, step, tokens, generated, memory],
    measured.map((one) => ({
      cells: [
        text.backend[one.backend],
        ...[one.loadMilliseconds, one.firstMilliseconds, one.milliseconds].map((value) =>
          text.milliseconds(readable(value)),
        ),
        ...[number(one.tokensPerSecond), number(one.generatedPerSecond)],
        text.megabytes(readable(one.peakBytes / 1e6)),
      ],
    })),
  );
}

function sweepHtml(points: readonly SweepPoint[], text: ReportWords): string {
  const crossing = overtaking(points);
  const said =
    crossing.kind === "from"
      ? text.overtakes.from(String(crossing.width))
      : text.overtakes[crossing.kind];
  const backends = [...new Set(points.map(({ backend }) => backend))];
  const widths = [...new Set(points.map(({ width }) => width))];
  const at = (width: number, name: string) =>
    points.find((point) => point.width === width && point.backend === name)?.milliseconds;
  return `<h2>${escaped(text.sweep)}</h2>\n<p>${escaped(said)}</p>\n${tableHtml(
    [text.width, ...backends.map((name) => `${text.backend[name]}, ms`)],
    widths.map((width) => ({
      cells: [
        String(width),
        ...backends.map((name) => {
          const milliseconds = at(width, name);
          return milliseconds === undefined ? "" : readable(milliseconds);
        }),
      ],
    })),
  )}`;
}

function comparisonHtml(comparison: Comparison, text: ReportWords): string {
  const { a, b, tensors, tolerance } = comparison;
  return `<h2 id="${escaped(keyOf(comparison))}">${escaped(text.pair(text.backend[a], text.backend[b]))}</h2>\n${tableHtml(
    [text.tensor, "", text.shape, text.relative, text.absolute, text.verdict],
    tensors.map((tensor) => ({
      cells: [
        ...[tensor.name, text.pass[tensor.pass], shapeText(tensor.shape)],
        ...[readable(tensor.relative), readable(tensor.absolute)],
        departs(tensor, tolerance) ? text.no : text.yes,
      ],
      departs: departs(tensor, tolerance),
    })),
  )}`;
}
