import { extremeColumns, extremeRows, SMALLEST } from './extreme';

/** y[row] = smallest of a row of x; NaN where one is among them. */
export function minRows(x: usize, y: usize, rows: i32, columns: i32): void {
  extremeRows(SMALLEST, x, y, rows, columns);
}

/** y[column] = smallest of a column of x [rows, columns], for columns first .. last - 1; NaN where one is among them. */
export function minColumns(x: usize, y: usize, rows: i32, columns: i32, first: i32, last: i32): void {
  extremeColumns(SMALLEST, x, y, rows, columns, first, last);
}
