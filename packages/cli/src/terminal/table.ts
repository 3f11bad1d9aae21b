/** Columns as wide as their widest cell; those named in `right` (by position) are flush right. */
export function formatTable(
  rows: readonly (readonly string[])[],
  {
    right = [],
    indent = "",
  }: { readonly right?: readonly number[]; readonly indent?: string } = {},
): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  const pad = (cell: string, i: number): string =>
    right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!);
  return rows.map((row) => `${indent}${row.map(pad).join("  ").trimEnd()}`).join("\n");
}
