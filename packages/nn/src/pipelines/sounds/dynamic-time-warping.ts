/**
 * The cheapest way through a matrix of costs [rows, columns] from its first element to its last, in steps to the next row, the
 * next column or both; of each row the column in which the way comes to it. Sums in float32, and of equal ways the same as in
 * transformers, whose times are compared with. H. Sakoe, S. Chiba, "Dynamic programming algorithm optimization for spoken word
 * recognition".
 */
export function columnsOfRows(costs: Float64Array, rows: number, columns: number): number[] {
  const width = columns + 1;
  const sums = new Float32Array((rows + 1) * width).fill(Number.POSITIVE_INFINITY);
  const steps = new Uint8Array((rows + 1) * width).fill(BOTH);
  steps.fill(NEXT_COLUMN, 0, width);
  for (let row = 0; row <= rows; row++) steps[row * width] = NEXT_ROW;
  sums[0] = 0;
  for (let column = 1; column <= columns; column++)
    for (let row = 1; row <= rows; row++) {
      const at = row * width + column;
      const both = sums[at - width - 1]!;
      const down = sums[at - width]!;
      const along = sums[at - 1]!;
      const cost = costs[(row - 1) * columns + column - 1]!;
      if (both < down && both < along) sums[at] = cost + both;
      else if (down < both && down < along) [sums[at], steps[at]] = [cost + down, NEXT_ROW];
      else [sums[at], steps[at]] = [cost + along, NEXT_COLUMN];
    }
  const found = new Array<number>(rows);
  for (let [row, column] = [rows, columns]; row > 0; ) {
    const step = steps[row * width + column];
    found[row - 1] = column - 1; // the last that is seen is where the way came in
    if (step !== NEXT_COLUMN) row--;
    if (step !== NEXT_ROW) column--;
  }
  return found;
}

const BOTH = 0;
const NEXT_ROW = 1;
const NEXT_COLUMN = 2;
