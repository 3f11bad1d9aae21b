import { extremeColumns, extremeRows, LARGEST } from './extreme';

/** y[row] = largest of a row of x; NaN where one is among them. */
export function maxRows(x: usize, y: usize, rows: i32, columns: i32): void {
  extremeRows(LARGEST, x, y, rows, columns);
}

/** y[column] = largest of a column of x [rows, columns], for columns first .. last - 1; NaN where one is among them. */
export function maxColumns(x: usize, y: usize, rows: i32, columns: i32, first: i32, last: i32): void {
  extremeColumns(LARGEST, x, y, rows, columns, first, last);
}
