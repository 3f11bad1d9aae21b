import { floatBytes } from './simd';

/** y[column][row] = x[row][column] for four rows and four columns. */
// @ts-ignore: decorator
@inline
function transposeTile(x: usize, xBytes: usize, y: usize, yBytes: usize): void {
  const x1 = x + xBytes, x2 = x1 + xBytes, x3 = x2 + xBytes;
  const a = v128.load(x), b = v128.load(x1), c = v128.load(x2), d = v128.load(x3);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(y + yBytes, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(y + 2 * yBytes, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
  v128.store(y + 3 * yBytes, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
}

function transposeEdge(x: usize, xBytes: usize, y: usize, yBytes: usize, rows: i32, columns: i32): void {
  for (let column = 0; column < columns; column++, x += 4, y += yBytes)
    for (let row = 0; row < rows; row++)
      store<f32>(y + floatBytes(row), load<f32>(x + <usize>row * xBytes));
}

/** y[column][row] = x[row][column]; the steps are from one row of x, or of y, to the next. */
function transpose(x: usize, xBytes: usize, y: usize, yBytes: usize, rows: i32, columns: i32): void {
  const wholeRows = rows & -4;
  const wholeColumns = columns & -4;
  // Four columns at a time down all rows: writes four streams, reads whole cache lines again from the cache.
  for (let column = 0; column < wholeColumns; column += 4) {
    let from = x + floatBytes(column), to = y + <usize>column * yBytes;
    for (let row = 0; row < wholeRows; row += 4, from += 4 * xBytes, to += 16) transposeTile(from, xBytes, to, yBytes);
  }
  if (wholeRows < rows)
    transposeEdge(x + <usize>wholeRows * xBytes, xBytes, y + floatBytes(wholeRows), yBytes, rows - wholeRows, wholeColumns);
  if (wholeColumns < columns)
    transposeEdge(x + floatBytes(wholeColumns), xBytes, y + <usize>wholeColumns * yBytes, yBytes, rows, columns - wholeColumns);
}

/** What permute does at the end of the axes: copy a row, or transpose a matrix. */
export enum PermuteKind {
  copy = 0,
  transpose = 1,
}

/**
 * Visit the outer axes at `axes`, each as int32 { size, step in x, step in y }; at their end copy `columns` floats,
 * or transpose [rows, columns] with the given steps between rows of x and of y.
 */
export function permute(
  axes: usize, outer: i32, x: usize, y: usize, kind: PermuteKind, rows: i32, columns: i32, xStep: i32, yStep: i32,
): void {
  if (outer == 0) {
    if (kind == PermuteKind.copy) copyRow(x, y, columns);
    else transpose(x, floatBytes(xStep), y, floatBytes(yStep), rows, columns);
    return;
  }
  const size = load<i32>(axes);
  const stepX = floatBytes(load<i32>(axes, 4));
  const stepY = floatBytes(load<i32>(axes, 8));
  if (outer == 1 && kind == PermuteKind.copy) {
    for (let i = 0; i < size; i++, x += stepX, y += stepY) copyRow(x, y, columns);
    return;
  }
  for (let i = 0; i < size; i++, x += stepX, y += stepY)
    permute(axes + 12, outer - 1, x, y, kind, rows, columns, xStep, yStep);
}

// memory.copy costs a call into the engine: worth it from about a kilobyte.
// @ts-ignore: decorator
@inline
function copyRow(x: usize, y: usize, count: i32): void {
  if (count >= 256) {
    memory.copy(y, x, floatBytes(count));
    return;
  }
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, v128.load(x));
  for (; count > 0; count--, x += 4, y += 4) store<f32>(y, load<f32>(x));
}
