import { isDeepStrictEqual } from "node:util";
import { escapeHtml } from "../report/escape-html.ts";
import { figureText } from "./describe-sweep.ts";
import type { Dimension, TrialValues } from "./space.ts";

/** A trial in a chart. */
export interface ScatterPoint {
  readonly at: TrialValues[string];
  readonly value: number;
  readonly best: boolean;
  readonly title: string;
}

const [width, height] = [360, 220];
const [left, right, top, bottom] = [62, 14, 14, 30];

/** Points by one setting, on its own scale, as SVG. */
export function scatterPlot(
  label: string,
  dimension: Dimension,
  points: readonly ScatterPoint[],
): string {
  const finite = points.filter(({ value }) => Number.isFinite(value));
  const values = finite.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (part: number): string => (left + part * (width - left - right)).toFixed(1);
  const yOf = (value: number): string =>
    (top + (high > low ? (high - value) / (high - low) : 0.5) * (height - top - bottom)).toFixed(1);
  const ticks = ticksOf(dimension).map(
    ([part, text]) =>
      `<text x="${x(part)}" y="${height - 9}" text-anchor="middle">${escapeHtml(text)}</text>`,
  );
  const levels = (high > low ? [low, (low + high) / 2, high] : [low]).filter(Number.isFinite);
  const lines = levels.map(
    (value) =>
      `<line x1="${left}" x2="${width - right}" y1="${yOf(value)}" y2="${yOf(value)}"/>` +
      `<text x="${left - 6}" y="${yOf(value)}" text-anchor="end" dominant-baseline="central">${escapeHtml(figureText(value))}</text>`,
  );
  // The best one last, above all others.
  const circles = finite
    .toSorted((a, b) => Number(a.best) - Number(b.best))
    .map(
      ({ at, value, best, title }) =>
        `<circle cx="${x(placeOf(dimension, at))}" cy="${yOf(value)}" r="5"${best ? ' class="best"' : ""}>` +
        `<title>${escapeHtml(title)}</title></circle>`,
    );
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">` +
    `${lines.join("")}${ticks.join("")}${circles.join("")}</svg>`
  );
}

/** Where a value stands along its axis, 0 to 1; values of a choice have equal room. */
function placeOf(dimension: Dimension, value: TrialValues[string]): number {
  if (dimension.scale === "choice") {
    const { values } = dimension;
    return (values.findIndex((one) => isDeepStrictEqual(one, value)) + 0.5) / values.length;
  }
  const { scale, from, to } = dimension;
  const of = (number: number): number => (scale === "log" ? Math.log(number) : number);
  return 0.04 + (0.92 * (of(Number(value)) - of(from))) / (of(to) - of(from));
}

function ticksOf(dimension: Dimension): readonly (readonly [number, string])[] {
  if (dimension.scale === "choice")
    return dimension.values.map((value) => [placeOf(dimension, value), String(value)]);
  const { scale, from, to, whole } = dimension;
  const between = scale === "log" ? Math.sqrt(from * to) : (from + to) / 2;
  const middle = whole ? Math.round(between) : Number(between.toPrecision(2));
  return [from, middle, to].map((value) => [placeOf(dimension, value), String(value)]);
}
