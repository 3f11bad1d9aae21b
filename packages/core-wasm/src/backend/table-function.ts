/**
 * Works on the elements first .. last - 1 of a table of operands (`operand-table.ts`): its address and rows, the
 * elements, then what is the same for all of them.
 */
export type TableFunction<Scalars extends readonly (number | boolean)[]> = (
  row: number,
  rows: number,
  first: number,
  last: number,
  ...scalars: Scalars
) => void;
