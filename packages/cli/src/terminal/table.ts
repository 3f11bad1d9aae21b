import { displayWidth, padToWidth } from "./display-width.ts";
import { wrapWords } from "./wrap-words.ts";

export interface TableOptions {
  /** Positions of the columns whose cells are flush right: numbers, which are never wrapped. */
  readonly right?: readonly number[];
  readonly indent?: string;
  /** Columns of the terminal; where the table is wider, its widest texts are wrapped at words. */
  readonly width?: number;
  /** Whether the first column holds names, which stand on lines of their own where they would be cut to pieces. */
  readonly named?: boolean;
}

type Rows = readonly (readonly string[])[];

const gap = "  ";
/** The part of the widest name that a column of names must hold. */
const leastOfName = 0.7;
/** No column is made narrower to spare others. */
const narrowest = 12;

/** Columns as wide as their widest cell, or narrower where the terminal is; those in `right` are flush right. */
export function formatTable(rows: Rows, options: TableOptions = {}): string {
  const { right = [], indent = "", width = Number.POSITIVE_INFINITY, named = false } = options;
  const widths = widthsOf(rows, width - indent.length, right);
  const longestName = Math.max(0, ...rows.map(([name = ""]) => displayWidth(name)));
  if (named && widths[0]! < leastOfName * longestName) return namesAbove(rows, options);
  return rows.flatMap((row) => linesOf(row, widths, right, indent)).join("\n");
}

/** The same with the name of each row above its other cells. */
function namesAbove(rows: Rows, options: TableOptions): string {
  const { indent = "", width = Number.POSITIVE_INFINITY } = options;
  const right = (options.right ?? []).map((i) => i - 1);
  const below = `${indent}  `;
  const others = rows.map((row) => row.slice(1));
  const widths = widthsOf(others, width - below.length, right);
  return rows
    .flatMap(([name = ""], i) => [
      ...wrapWords(name, width - indent.length, { cut: true }).map((line) => indent + line),
      ...linesOf(others[i]!, widths, right, below),
    ])
    .join("\n");
}

/** A row, as many lines as its highest cell has. */
function linesOf(
  row: readonly string[],
  widths: readonly number[],
  right: readonly number[],
  indent: string,
): readonly string[] {
  const cells = row.map((cell, i) => wrapWords(cell, widths[i]!, { cut: true }));
  const height = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => {
    const parts = cells.map((cell, i) =>
      padToWidth(cell[line] ?? "", widths[i]!, right.includes(i)),
    );
    return `${indent}${parts.join(gap)}`.trimEnd();
  });
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
