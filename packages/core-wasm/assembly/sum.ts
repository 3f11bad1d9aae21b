import { floatBytes, loadPartial, minCount, sumLanes } from './simd';

// Rounding grows with the length of a float32 chain: a block keeps it at 32 additions, blocks add in float64.
const BLOCK: i32 = 1024;

/** Sum of at most BLOCK floats. */
function blockSum(x: usize, count: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (; count >= 32; count -= 32, x += 128) {
    s0 = f32x4.add(s0, v128.load(x));
    s1 = f32x4.add(s1, v128.load(x, 16));
    s2 = f32x4.add(s2, v128.load(x, 32));
    s3 = f32x4.add(s3, v128.load(x, 48));
    s4 = f32x4.add(s4, v128.load(x, 64));
    s5 = f32x4.add(s5, v128.load(x, 80));
    s6 = f32x4.add(s6, v128.load(x, 96));
    s7 = f32x4.add(s7, v128.load(x, 112));
  }
  for (; count >= 4; count -= 4, x += 16) s0 = f32x4.add(s0, v128.load(x));
  if (count > 0) s1 = f32x4.add(s1, loadPartial(x, count));
  s0 = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  s4 = f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7));
  return sumLanes(f32x4.add(s0, s4));
}

/** y[row] = sum of a row of x. */
export function sumRows(x: usize, y: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++, y += 4) {
    let total: f64 = 0;
    for (let left = columns; left > 0; left -= BLOCK) {
      const count = minCount(left, BLOCK);
      total += <f64>blockSum(x, count);
      x += floatBytes(count);
    }
    store<f32>(y, <f32>total);
  }
}

/** Columns whose sums are kept at once: two scratch strips that stay in the first-level cache. */
const STRIP: i32 = 1024;
/** Rows added in float32 before they go to the float64 total. */
export const FLOAT32_ROWS: i32 = 128;

/** partial += `rows` rows of x, `width` floats of each (rounded up to a multiple of 4 in `partial`). */
export function addRows(x: usize, bytes: usize, rows: i32, partial: usize, width: i32): void {
  const end = partial + floatBytes((width + 3) & -4);
  for (; rows >= 4; rows -= 4, x += 4 * bytes) {
    let x0 = x, x1 = x + bytes, x2 = x1 + bytes, x3 = x2 + bytes;
    for (let p = partial; p < end; p += 16, x0 += 16, x1 += 16, x2 += 16, x3 += 16) {
      const first = f32x4.add(v128.load(x0), v128.load(x1));
      const second = f32x4.add(v128.load(x2), v128.load(x3));
      v128.store(p, f32x4.add(v128.load(p), f32x4.add(first, second)));
    }
  }
  for (; rows > 0; rows--, x += bytes) {
    let x0 = x;
    for (let p = partial; p < end; p += 16, x0 += 16) v128.store(p, f32x4.add(v128.load(p), v128.load(x0)));
  }
}

/** total (float64) += partial (float32); partial = 0. `count` is a multiple of 4. */
function flush(partial: usize, total: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (; count > 0; count -= 4, partial += 16, total += 32) {
    const value = v128.load(partial);
    const upper = v128.shuffle<f32>(value, value, 2, 3, 2, 3);
    v128.store(total, f64x2.add(v128.load(total), f64x2.promote_low_f32x4(value)));
    v128.store(total, f64x2.add(v128.load(total, 16), f64x2.promote_low_f32x4(upper)), 16);
    v128.store(partial, zero);
  }
}

/** y = total rounded to float32. */
function roundTotals(total: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, total += 32, y += 16) {
    const lower = f32x4.demote_f64x2_zero(v128.load(total));
    const upper = f32x4.demote_f64x2_zero(v128.load(total, 16));
    v128.store(y, v128.shuffle<f32>(lower, upper, 0, 1, 4, 5));
  }
  for (; count > 0; count--, total += 8, y += 4) store<f32>(y, <f32>load<f64>(total));
}

/** Scratch bytes of sumColumns. */
export function sumColumnsScratch(): i32 {
  return STRIP * 12;
}

/** y[column] = sum of a column of x [rows, columns], for columns first .. last - 1. */
export function sumColumns(x: usize, y: usize, rows: i32, columns: i32, first: i32, last: i32, scratch: usize): void {
  const bytes = floatBytes(columns);
  const total = scratch + floatBytes(STRIP);
  for (let column = first; column < last; column += STRIP) {
    const width = minCount(STRIP, last - column);
    const padded = (width + 3) & -4;
    memory.fill(scratch, 0, floatBytes(padded));
    memory.fill(total, 0, floatBytes(padded) << 1);
    let from = x + floatBytes(column);
    for (let row = 0; row < rows; row += FLOAT32_ROWS) {
      const count = minCount(FLOAT32_ROWS, rows - row);
      addRows(from, bytes, count, scratch, width);
      flush(scratch, total, padded);
      from += <usize>count * bytes;
    }
    roundTotals(total, y + floatBytes(column), width);
  }
}
