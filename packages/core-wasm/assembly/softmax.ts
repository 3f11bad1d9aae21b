import { ROW_TERMS } from './blocked-sums';
import { exp2ToZero } from './exp2-non-positive';
import { scale } from './scale';
import { floatBytes, fma, loadPartial, maxLanes, minCount, storePartial, sumLanes } from './simd';

/** Largest of a row; NaN elements are passed over (their exponential is NaN and shows in the sum). */
export function rowMax(x: usize, count: i32): f32 {
  let m0 = f32x4.splat(-Infinity), m1 = m0, m2 = m0, m3 = m0;
  const end = x + floatBytes(count & -16);
  for (; x < end; x += 64) {
    m0 = f32x4.pmax(m0, v128.load(x));
    m1 = f32x4.pmax(m1, v128.load(x, 16));
    m2 = f32x4.pmax(m2, v128.load(x, 32));
    m3 = f32x4.pmax(m3, v128.load(x, 48));
  }
  count &= 15;
  for (; count >= 4; count -= 4, x += 16) m0 = f32x4.pmax(m0, v128.load(x));
  let largest = maxLanes(f32x4.pmax(f32x4.pmax(m0, m1), f32x4.pmax(m2, m3)));
  for (; count > 0; count--, x += 4) {
    const value = load<f32>(x);
    if (value > largest) largest = value;
  }
  return largest;
}

const LOG2_E: f32 = 1.4426950408889634;

/** y = exp(x - max), exactly 0 from -88.03 (127 ln 2) down; gives their sum. */
function shiftedExp(x: usize, y: usize, count: i32, max: f32): f32 {
  let sum: f64 = 0;
  for (; count > 0; count -= ROW_TERMS, x += floatBytes(ROW_TERMS), y += floatBytes(ROW_TERMS))
    sum += <f64>blockShiftedExp(x, y, minCount(count, ROW_TERMS), max);
  return <f32>sum;
}

function blockShiftedExp(x: usize, y: usize, count: i32, max: f32): f32 {
  const shifts = f32x4.splat(max), scales = f32x4.splat(LOG2_E);
  let s0 = f32x4.splat(0), s1 = s0;
  for (; count >= 8; count -= 8, x += 32, y += 32) {
    const e0 = exp2ToZero(f32x4.mul(f32x4.sub(v128.load(x), shifts), scales));
    const e1 = exp2ToZero(f32x4.mul(f32x4.sub(v128.load(x, 16), shifts), scales));
    v128.store(y, e0);
    v128.store(y, e1, 16);
    s0 = f32x4.add(s0, e0);
    s1 = f32x4.add(s1, e1);
  }
  if (count >= 4) {
    const e0 = exp2ToZero(f32x4.mul(f32x4.sub(v128.load(x), shifts), scales));
    v128.store(y, e0);
    s0 = f32x4.add(s0, e0);
    count -= 4;
    x += 16;
    y += 16;
  }
  let sum = sumLanes(f32x4.add(s0, s1));
  if (count > 0) {
    storePartial(y, exp2ToZero(f32x4.mul(f32x4.sub(v128.load(x), shifts), scales)), count);
    for (; count > 0; count--, y += 4) sum += load<f32>(y);
  }
  return sum;
}

/** A row whose maximum is -Infinity: zeros, or NaN where it holds a NaN. */
function fillMasked(x: usize, y: usize, columns: i32): void {
  let sum: f32 = 0;
  for (let i = 0; i < columns; i++) {
    const value = load<f32>(x + floatBytes(i));
    if (isNaN(value)) sum = value;
  }
  for (let i = 0; i < columns; i++) store<f32>(y + floatBytes(i), sum);
}

/** y = exp(x - max(x)) / sum(exp(x - max(x))) for each row. */
export function softmax(x: usize, y: usize, rows: i32, columns: i32): void {
  const bytes = floatBytes(columns);
  for (let row = 0; row < rows; row++, x += bytes, y += bytes) {
    const largest = rowMax(x, columns);
    if (largest == -Infinity) fillMasked(x, y, columns);
    else scale(y, y, columns, 1 / shiftedExp(x, y, columns, largest));
  }
}

/** dx = y (dy - sum(dy y)) for each row. */
export function softmaxBackward(dy: usize, y: usize, dx: usize, rows: i32, columns: i32): void {
  const bytes = floatBytes(columns);
  for (let row = 0; row < rows; row++, dy += bytes, y += bytes, dx += bytes) {
    const dot = f32x4.splat(dotProduct(dy, y, columns));
    let i: usize = 0;
    const end = floatBytes(columns & -4);
    for (; i < end; i += 16)
      v128.store(dx + i, f32x4.mul(v128.load(y + i), f32x4.sub(v128.load(dy + i), dot)));
    const tail = columns & 3;
    if (tail > 0)
      storePartial(dx + i, f32x4.mul(v128.load(y + i), f32x4.sub(v128.load(dy + i), dot)), tail);
  }
}

function dotProduct(a: usize, b: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (; count > 0; count -= ROW_TERMS, a += floatBytes(ROW_TERMS), b += floatBytes(ROW_TERMS))
    sum += <f64>blockDotProduct(a, b, minCount(count, ROW_TERMS));
  return <f32>sum;
}

function blockDotProduct(a: usize, b: usize, count: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; count >= 16; count -= 16, a += 64, b += 64) {
    s0 = fma(v128.load(a), v128.load(b), s0);
    s1 = fma(v128.load(a, 16), v128.load(b, 16), s1);
    s2 = fma(v128.load(a, 32), v128.load(b, 32), s2);
    s3 = fma(v128.load(a, 48), v128.load(b, 48), s3);
  }
  for (; count >= 4; count -= 4, a += 16, b += 16) s0 = fma(v128.load(a), v128.load(b), s0);
  if (count > 0) s1 = fma(loadPartial(a, count), loadPartial(b, count), s1);
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}
