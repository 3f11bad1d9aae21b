import { escapeHtml } from "./escape-html.ts";

/** A bar with what it stands for. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value for people. */
  readonly text: string;
}

const [width, labelWidth, textWidth, rowHeight] = [520, 84, 138, 32];

/** Horizontal bars from 0 on a common scale, as SVG; each has its own colour, `series-0` and so on. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const room = width - labelWidth - textWidth;
  const largest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const rows = bars.map(({ label, value, text }, i) => {
    const y = i * rowHeight;
    const length = Math.max(2, (room * value) / largest);
    const middle = y + rowHeight / 2;
    return (
      `<text x="${labelWidth - 10}" y="${middle}" class="label">${escapeHtml(label)}</text>` +
      `<rect x="${labelWidth}" y="${y + 6}" width="${length.toFixed(1)}" height="${rowHeight - 12}" rx="3" class="series-${i}"/>` +
      `<text x="${(labelWidth + length + 10).toFixed(1)}" y="${middle}">${escapeHtml(text)}</text>`
    );
  });
  const height = bars.length * rowHeight;
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">` +
    `${rows.join("")}</svg>`
  );
}
