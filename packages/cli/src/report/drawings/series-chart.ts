import type { SeriesSample } from "@qkv/nn/recipes";
import { escapeHtml } from "../escape-html.ts";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [800, 260, 56, 24, 8];
/** Lines beyond these go through them again. */
const colours = ["var(--ink)", "var(--training)", "var(--validation)", "var(--quiet)"];

/** Lines over time, and what lies between quantiles as a shade behind them. */
export function seriesChart({ title, lines, bands }: SeriesSample): string {
  const values = [
    ...lines.map((one) => one.values),
    ...bands.flatMap(({ low, high }) => [low, high]),
  ].flat();
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const ends = [
    ...lines.map(({ from, values: all }) => from + all.length),
    ...bands.map(({ from, low }) => from + low.length),
  ];
  const last = Math.max(2, ...ends) - 1;
  const x = (at: number): number => LEFT + (at / last) * (WIDTH - LEFT - 8);
  const y = (value: number): number =>
    TOP + (1 - (value - least) / (most - least || 1)) * (HEIGHT - TOP - BOTTOM);
  const point = (at: number, value: number): string => `${x(at).toFixed(1)},${y(value).toFixed(1)}`;
  const shades = bands.map(({ from, low, high }) => {
    const up = high.map((value, i) => point(from + i, value));
    const down = low.map((value, i) => point(from + i, value)).reverse();
    return `<polygon points="${[...up, ...down].join(" ")}" fill="var(--faint)"/>`;
  });
  const drawn = lines.map(({ from, values: all }, i) => {
    const points = all.map((value, at) => point(from + at, value)).join(" ");
    return `<polyline points="${points}" fill="none" stroke="${colours[i % colours.length]}" stroke-width="1.5"/>`;
  });
  const labels = [least, (least + most) / 2, most].map(
    (value) =>
      `<text x="${LEFT - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value.toPrecision(3)}</text>`,
  );
  const legend = [
    ...lines.map(
      ({ name }, i) =>
        `<span style="color: ${colours[i % colours.length]}">— ${escapeHtml(name)}</span>`,
    ),
    ...bands.map(({ name }) => `<span class="band">${escapeHtml(name)}</span>`),
  ];
  return (
    `<figure><svg class="series" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">` +
    `${shades.join("")}${drawn.join("")}${labels.join("")}` +
    `<text x="${LEFT}" y="${HEIGHT - 6}">0</text><text x="${WIDTH - 8}" y="${HEIGHT - 6}" text-anchor="end">${last}</text></svg>` +
    `<figcaption class="legend">${legend.join(" ")}</figcaption></figure>`
  );
}
