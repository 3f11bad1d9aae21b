import type { ConfusionSample, OutputPair, TableSample } from "@qkv/nn/recipes";
import { escapeHtml } from "../escape-html.ts";

const cell = (value: string | number): string => {
  if (typeof value === "string") return `<td>${escapeHtml(value)}</td>`;
  const shown = Number.isInteger(value) ? value.toLocaleString("en-US") : value.toPrecision(4);
  return `<td class="number">${shown}</td>`;
};

const headings = (names: readonly string[]): string =>
  `<thead><tr>${names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("")}</tr></thead>`;

export const table = ({ columns, rows }: TableSample): string =>
  `<table class="figures">${headings(columns)}${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</table>`;

/** Rows are what is right; the darker a cell, the larger its share of its row. */
export function confusionTable({ labels, counts }: ConfusionSample): string {
  const rows = counts.map((row, i) => {
    const all = row.reduce((sum, one) => sum + one, 0) || 1;
    const cells = row.map(
      (count, j) =>
        `<td class="number${i === j ? " right" : ""}" style="--share: ${Math.round((100 * count) / all)}%">${count}</td>`,
    );
    return `<tr><th scope="row">${escapeHtml(labels[i]!)}</th>${cells.join("")}</tr>`;
  });
  return `<table class="confusion">${headings(["right, and told", ...labels])}${rows.join("")}</table>`;
}

/** Sources, what was made of them, and what was to be made where that is another. */
export const pairsTable = (pairs: readonly OutputPair[]): string =>
  `<table class="pairs">${headings(["source", "output", "target"])}${pairs
    .map(
      ({ source, output, target, exact }) =>
        `<tr${exact ? "" : ' class="wrong"'}><td>${escapeHtml(source)}</td><td>${escapeHtml(output)}</td>` +
        `<td>${exact ? "the same" : escapeHtml(target)}</td></tr>`,
    )
    .join("")}</table>`;
