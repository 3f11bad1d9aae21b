import { floatBytes } from './simd';

/** How int32 become one; sums wrap around. */
export enum IntegerReduction {
  sum = 0,
  max = 1,
  min = 2,
}

// @ts-ignore: decorator
@inline
function combine(operation: i32, a: i32, b: i32): i32 {
  if (operation == IntegerReduction.sum) return a + b;
  if (operation == IntegerReduction.max) return max<i32>(a, b);
  return min<i32>(a, b);
}

// @ts-ignore: decorator
@inline
function combineLanes(operation: i32, a: v128, b: v128): v128 {
  if (operation == IntegerReduction.sum) return i32x4.add(a, b);
  if (operation == IntegerReduction.max) return i32x4.max_s(a, b);
  return i32x4.min_s(a, b);
}

/** y[row] = a row of x [rows, columns] reduced; 0 where it is empty. */
export function integerRows(operation: i32, x: usize, y: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++, y += 4) {
    const end = x + floatBytes(columns);
    let result = 0;
    if (columns > 0) {
      result = load<i32>(x);
      x += 4;
    }
    for (; x < end; x += 4) result = combine(operation, result, load<i32>(x));
    store<i32>(y, result);
  }
}

/** y[column] = a column of x [rows, columns] reduced; 0 where it is empty. */
export function integerColumns(operation: i32, x: usize, y: usize, rows: i32, columns: i32): void {
  const bytes = floatBytes(columns);
  if (rows == 0) {
    memory.fill(y, 0, bytes);
    return;
  }
  memory.copy(y, x, bytes);
  const end = y + bytes, whole = y + floatBytes(columns & -4);
  for (let row = 1; row < rows; row++) {
    x += bytes;
    let from = x, to = y;
    for (; to < whole; to += 16, from += 16)
      v128.store(to, combineLanes(operation, v128.load(to), v128.load(from)));
    for (; to < end; to += 4, from += 4) store<i32>(to, combine(operation, load<i32>(to), load<i32>(from)));
  }
}
