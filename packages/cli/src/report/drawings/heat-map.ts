import type { HeatSample } from "@qkv/nn/recipes";
import { escapeHtml } from "../escape-html.ts";
import { pngAddress } from "./png.ts";

/** From little to much: colours that grow lighter, so that they are told apart without seeing hues (viridis' ends and middle). */
const scale = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const;

/** Most labels of an axis: more would stand on one another. */
const MOST_LABELS = 40;

/** A matrix as a picture, the largest value lightest, with labels where there is room for them. */
export function heatMap({
  values,
  rows,
  columns,
  axes,
  rowLabels = [],
  columnLabels = [],
}: HeatSample): string {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const pixels = new Uint8Array(3 * values.length);
  for (const [i, value] of values.entries())
    pixels.set(colourOf(most > least ? (value - least) / (most - least) : 0), 3 * i);
  const address = pngAddress({ pixels, width: columns, height: rows, channels: 3 });
  const labels = (list: readonly string[], of: string): string =>
    list.length === 0 || list.length > MOST_LABELS
      ? ""
      : `<div class="${of}">${list.map((label) => `<span>${escapeHtml(label)}</span>`).join("")}</div>`;
  const [down, along] = axes ?? ["rows", "columns"];
  return (
    `<figure class="heat">${labels(rowLabels, "rows")}<div>` +
    `<img class="pixels" src="${address}" style="aspect-ratio: ${columns} / ${rows}; min-height: ${rowLabels.length === 0 ? 1 : 1.2 * rows}rem" ` +
    `alt="${rows} ${escapeHtml(down)} by ${columns} ${escapeHtml(along)}">${labels(columnLabels, "columns")}</div>` +
    `<figcaption>${escapeHtml(down)} by ${escapeHtml(along)}, from ${least.toPrecision(3)} (dark) to ${most.toPrecision(3)}</figcaption></figure>`
  );
}

function colourOf(share: number): readonly number[] {
  const place = Math.min(1, Math.max(0, share)) * (scale.length - 1);
  const i = Math.min(scale.length - 2, Math.floor(place));
  const [from, to] = [scale[i]!, scale[i + 1]!];
  return from.map((one, channel) => Math.round(one + (to[channel]! - one) * (place - i)));
}
