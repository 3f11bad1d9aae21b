import { displayWidth, padToWidth } from "./display-width.ts";
import { wrapWords } from "./wrap-words.ts";

export interface TableOptions {
  /** Positions of the columns whose cells are flush right: numbers, which are never wrapped. */
  readonly right?: readonly number[];
  readonly indent?: string;
  /** Columns of the terminal; where the table is wider, its widest texts are wrapped at words. */
  readonly width?: number;
}

type Rows = readonly (readonly string[])[];

const gap = "  ";
/** No column is made narrower to spare others. */
const narrowest = 12;

/** Columns as wide as their widest cell, or narrower where the terminal is; those in `right` are flush right. */
export function formatTable(rows: Rows, options: TableOptions = {}): string {
  const { right = [], indent = "", width = Number.POSITIVE_INFINITY } = options;
  const widths = widthsOf(rows, width - indent.length, right);
  const lines = rows.flatMap((row) => {
    const cells = row.map((cell, i) => wrapWords(cell, widths[i]!, { cut: true }));
    const height = Math.max(1, ...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) => {
      const parts = cells.map((cell, i) =>
        padToWidth(cell[line] ?? "", widths[i]!, right.includes(i)),
      );
      return `${indent}${parts.join(gap)}`.trimEnd();
    });
  });
  return lines.join("\n");
}

/** How wide a table is that nothing limits. */
export const tableWidth = (rows: Rows): number =>
  total(widthsOf(rows, Number.POSITIVE_INFINITY, []));

function widthsOf(rows: Rows, most: number, right: readonly number[]): readonly number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries())
      widths[i] = Math.max(widths[i] ?? 0, ...cell.split("\n").map(displayWidth));
  for (let excess = total(widths) - most; excess > 0; excess--) {
    const texts = [...widths.keys()].filter((i) => !right.includes(i) && widths[i]! > narrowest);
    const widest = texts.sort((a, b) => widths[b]! - widths[a]!)[0];
    if (widest === undefined) break;
    widths[widest]!--;
  }
  return widths;
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap.length * Math.max(0, widths.length - 1);
