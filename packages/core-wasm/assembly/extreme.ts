import { floatBytes, maxLanes } from './simd';

// The smallest is the negative of the largest negative: `flip` is 0 or the sign bit.
export const LARGEST: i32 = 0;
export const SMALLEST: i32 = <i32>0x80000000;

/** y[row] = largest of a row of x once its signs are flipped, flipped back; NaN where one is among them. */
export function extremeRows(flip: i32, x: usize, y: usize, rows: i32, columns: i32): void {
  const flips = i32x4.splat(flip);
  for (let row = 0; row < rows; row++, y += 4) {
    let largest = f32x4.splat(-Infinity), unordered = f32x4.splat(0);
    let count = columns;
    for (; count >= 4; count -= 4, x += 16) {
      const value = v128.xor(v128.load(x), flips);
      largest = f32x4.pmax(largest, value);
      unordered = v128.or(unordered, f32x4.ne(value, value));
    }
    let best = maxLanes(largest), broken = v128.any_true(unordered);
    for (; count > 0; count--, x += 4) {
      const value = reinterpret<f32>(load<i32>(x) ^ flip);
      if (value > best) best = value;
      broken = broken || isNaN(value);
    }
    store<f32>(y, broken ? NaN : reinterpret<f32>(reinterpret<i32>(best) ^ flip));
  }
}

/** y[column] = the same of a column of x [rows, columns], for columns first .. last - 1. */
export function extremeColumns(flip: i32, x: usize, y: usize, rows: i32, columns: i32, first: i32, last: i32): void {
  const flips = i32x4.splat(flip), bytes = floatBytes(columns);
  x += floatBytes(first);
  y += floatBytes(first);
  let left = last - first;
  for (; left >= 4; left -= 4, x += 16, y += 16) {
    let largest = f32x4.splat(-Infinity), unordered = f32x4.splat(0);
    for (let row = 0, from = x; row < rows; row++, from += bytes) {
      const value = v128.xor(v128.load(from), flips);
      largest = f32x4.pmax(largest, value);
      unordered = v128.or(unordered, f32x4.ne(value, value));
    }
    v128.store(y, v128.or(v128.xor(largest, flips), unordered)); // all bits set are a NaN
  }
  for (; left > 0; left--, x += 4, y += 4) {
    let best: f32 = -Infinity, broken = false;
    for (let row = 0, from = x; row < rows; row++, from += bytes) {
      const value = reinterpret<f32>(load<i32>(from) ^ flip);
      if (value > best) best = value;
      broken = broken || isNaN(value);
    }
    store<f32>(y, broken ? NaN : reinterpret<f32>(reinterpret<i32>(best) ^ flip));
  }
}
