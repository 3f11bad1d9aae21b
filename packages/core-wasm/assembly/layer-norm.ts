import { ROW_TERMS } from './blocked-sums';
import { floatBytes, fma, minCount, storePartial, sumLanes } from './simd';

/**
 * y = (x - mean) / sqrt(variance + eps) * weight + bias for each row; weight and bias may be 0 (none).
 * stats [rows, 2] = (mean, 1 / sqrt(variance + eps)).
 */
export function layerNorm(x: usize, weight: usize, bias: usize, y: usize, stats: usize, rows: i32, columns: i32, eps: f32): void {
  const rowBytes = floatBytes(columns);
  const share = <f32>1 / <f32>columns;
  for (let row = 0; row < rows; row++, x += rowBytes, y += rowBytes, stats += 8) {
    const shift = rowSum(x, columns) * share;
    writeStats(x, columns, share, shift, eps, stats);
    const rest = load<f32>(stats), rstd = load<f32>(stats, 4);
    normalizeRow(x, weight, bias, y, columns, shift, rstd, -rest * rstd);
    store<f32>(stats, shift + rest);
  }
}

/** Sum of a row. */
export function rowSum(x: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (; count > 0; count -= ROW_TERMS, x += floatBytes(ROW_TERMS)) sum += <f64>blockSum(x, minCount(count, ROW_TERMS));
  return <f32>sum;
}

function blockSum(x: usize, count: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; count >= 16; count -= 16, x += 64) {
    s0 = f32x4.add(s0, v128.load(x));
    s1 = f32x4.add(s1, v128.load(x, 16));
    s2 = f32x4.add(s2, v128.load(x, 32));
    s3 = f32x4.add(s3, v128.load(x, 48));
  }
  for (; count >= 4; count -= 4, x += 16) s0 = f32x4.add(s0, v128.load(x));
  let sum = sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  for (; count > 0; count--, x += 4) sum += load<f32>(x);
  return sum;
}

/**
 * stats = (mean(x - shift), 1 / sqrt(variance + eps)). The shift is the mean as float32 rounds it, for means of 1e4
 * off by 5e-4; what it leaves is kept apart from it until the row is normalized.
 */
function writeStats(x: usize, columns: i32, share: f32, shift: f32, eps: f32, stats: usize): void {
  const shifts = f32x4.splat(shift);
  let s0 = f32x4.splat(0), q0 = s0, q1 = s0, q2 = s0, q3 = s0;
  let sums = s0, allSquares = s0;
  let count = columns, before = columns - ROW_TERMS;
  for (; count >= 16; count -= 16, x += 64) {
    if (count <= before) {
      before -= ROW_TERMS;
      sums = f32x4.add(sums, s0);
      allSquares = f32x4.add(allSquares, f32x4.add(f32x4.add(q0, q1), f32x4.add(q2, q3)));
      s0 = f32x4.splat(0), q0 = s0, q1 = s0, q2 = s0, q3 = s0;
    }
    const d0 = f32x4.sub(v128.load(x), shifts), d1 = f32x4.sub(v128.load(x, 16), shifts);
    const d2 = f32x4.sub(v128.load(x, 32), shifts), d3 = f32x4.sub(v128.load(x, 48), shifts);
    s0 = f32x4.add(s0, f32x4.add(f32x4.add(d0, d1), f32x4.add(d2, d3)));
    q0 = fma(d0, d0, q0);
    q1 = fma(d1, d1, q1);
    q2 = fma(d2, d2, q2);
    q3 = fma(d3, d3, q3);
  }
  for (; count >= 4; count -= 4, x += 16) {
    const d = f32x4.sub(v128.load(x), shifts);
    s0 = f32x4.add(s0, d);
    q0 = fma(d, d, q0);
  }
  let sum = sumLanes(f32x4.add(sums, s0));
  let squares = sumLanes(f32x4.add(allSquares, f32x4.add(f32x4.add(q0, q1), f32x4.add(q2, q3))));
  for (; count > 0; count--, x += 4) {
    const d = load<f32>(x) - shift;
    sum += d;
    squares += d * d;
  }
  const rest = sum * share;
  const square = rest * rest;
  const variance = squares * share - (square < Infinity ? square : 0); // the squares are infinite where this one is
  store<f32>(stats, rest);
  store<f32>(stats, <f32>1 / sqrt<f32>(variance + eps), 4);
}

/** y = ((x - shift) rstd + offset) weight + bias */
function normalizeRow(x: usize, weight: usize, bias: usize, y: usize, columns: i32, shift: f32, rstd: f32, offset: f32): void {
  const shifts = f32x4.splat(shift), rstds = f32x4.splat(rstd), offsets = f32x4.splat(offset);
  let count = columns;
  if (weight != 0 && bias != 0) {
    for (; count >= 8; count -= 8, x += 32, y += 32, weight += 32, bias += 32) {
      const first = fma(f32x4.sub(v128.load(x), shifts), rstds, offsets);
      const second = fma(f32x4.sub(v128.load(x, 16), shifts), rstds, offsets);
      v128.store(y, fma(first, v128.load(weight), v128.load(bias)));
      v128.store(y, fma(second, v128.load(weight, 16), v128.load(bias, 16)), 16);
    }
  }
  for (; count > 0; count -= 4, x += 16, y += 16) {
    let value = fma(f32x4.sub(v128.load(x), shifts), rstds, offsets);
    if (weight) {
      value = f32x4.mul(value, v128.load(weight));
      weight += 16;
    }
    if (bias) {
      value = f32x4.add(value, v128.load(bias));
      bias += 16;
    }
    if (count >= 4) v128.store(y, value);
    else storePartial(y, value, count);
  }
}
