/** The numbers behind a picture, as text. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** RFC 4180; spreadsheets must not take a token such as "=1" for a formula. */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A matrix with the names of its rows and columns. */
export function matrixTable(
  values: Float32Array,
  rows: number,
  columns: number,
  names: { row(index: number): string; column(index: number): string },
): Table {
  return {
    columns: ["", ...Array.from({ length: columns }, (_, column) => names.column(column))],
    rows: Array.from({ length: rows }, (_, row) => [
      names.row(row),
      ...values.subarray(row * columns, (row + 1) * columns),
    ]),
  };
}
