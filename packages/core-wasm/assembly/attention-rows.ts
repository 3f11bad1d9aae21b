import { ROW_TERMS } from './blocked-sums';
import { expNonPositive } from './exp-non-positive';
import { philox32, RANDOM_WORDS } from './philox';
import { floatBytes, fma, loadPartial, maxLanes, minCount, roundUp, storePartial, sumLanes } from './simd';

// Rows of scores lie in scratch with room for 16 floats behind them: whole vectors may be written there.

/** Lanes below count (0..4) all ones. */
// @ts-ignore: decorator
@inline
function lowLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** Zeros in place of row[from .. to), from a multiple of 4. */
// @ts-ignore: decorator
@inline
function clearFrom(row: usize, end: usize): void {
  for (; row < end; row += 16) v128.store(row, f32x4.splat(0));
}

/** A row whose scores are all -Infinity, or NaN beside it: zeros, or NaN where there is one. Rare, so it goes float by float. */
function softmaxHiddenRow(row: usize, visible: i32, end: i32, stats: usize): void {
  let fill: f32 = 0;
  for (let i = 0; i < visible; i++) {
    const score = load<f32>(row + floatBytes(i));
    if (isNaN(score)) fill = score;
  }
  clearFrom(row, row + floatBytes(end));
  for (let i = 0; i < visible; i++) store<f32>(row + floatBytes(i), fill);
  store<f32>(stats, isNaN(fill) ? fill : -Infinity);
  store<f32>(stats, fill, 4);
}

/**
 * Raw scores s to e = exp(scale s - max) over the visible keys and zeros from there to end; stats receive (max, 1 / sum e),
 * or (-Infinity, 0) and all zeros when every score is -Infinity, NaN when one is NaN.
 * The subtraction comes before the factor log2 e of the exponential: scores of 1e4 give the same bits in the backward pass.
 */
export function softmaxRow(row: usize, visible: i32, end: i32, scale: f32, stats: usize): void {
  const scales = f32x4.splat(scale), lowest = f32x4.splat(-Infinity);
  const whole = row + floatBytes(visible & ~3), pairs = row + floatBytes(visible & ~7);
  const rest = visible & 3;
  const mask = lowLanes(rest);
  let max0 = lowest, max1 = lowest;
  let at = row;
  for (; at < pairs; at += 32) {
    max0 = f32x4.pmax(max0, f32x4.mul(v128.load(at), scales));
    max1 = f32x4.pmax(max1, f32x4.mul(v128.load(at, 16), scales));
  }
  if (at < whole) max0 = f32x4.pmax(max0, f32x4.mul(v128.load(at), scales));
  if (rest) max1 = f32x4.pmax(max1, v128.bitselect(f32x4.mul(v128.load(whole), scales), lowest, mask));
  const largest = maxLanes(f32x4.pmax(max0, max1));
  if (largest == -Infinity) {
    softmaxHiddenRow(row, visible, end, stats);
    return;
  }
  const largests = f32x4.splat(largest);
  let sum = f32x4.splat(0), total = sum;
  let stretchEnd = row + floatBytes(ROW_TERMS);
  for (at = row; at < pairs; at += 32) {
    if (at == stretchEnd) {
      stretchEnd += floatBytes(ROW_TERMS);
      total = f32x4.add(total, sum);
      sum = f32x4.splat(0);
    }
    const e0 = expNonPositive(f32x4.sub(f32x4.mul(v128.load(at), scales), largests));
    const e1 = expNonPositive(f32x4.sub(f32x4.mul(v128.load(at, 16), scales), largests));
    v128.store(at, e0);
    v128.store(at, e1, 16);
    sum = f32x4.add(sum, f32x4.add(e0, e1));
  }
  if (at < whole) {
    const e = expNonPositive(f32x4.sub(f32x4.mul(v128.load(at), scales), largests));
    v128.store(at, e);
    sum = f32x4.add(sum, e);
    at += 16;
  }
  if (rest) {
    const e = v128.and(expNonPositive(f32x4.sub(f32x4.mul(v128.load(at), scales), largests)), mask);
    v128.store(at, e);
    sum = f32x4.add(sum, e);
    at += 16;
  }
  clearFrom(at, row + floatBytes(end));
  const sumOfAll = sumLanes(f32x4.add(total, sum));
  store<f32>(stats, isNaN(sumOfAll) ? sumOfAll : largest);
  store<f32>(stats, <f32>1 / sumOfAll, 4);
}

/**
 * Raw scores s to P = exp(scale s - max) / sum, and the gradients dP beside them to dS = P (dP - delta) factor;
 * zeros from the visible keys to end in both, and everywhere in a row that saw nothing.
 */
export function softmaxGradientRow(
  row: usize, gradient: usize, visible: i32, end: i32, scale: f32, factor: f32, stats: usize, delta: f32,
): void {
  if (load<f32>(stats) == -Infinity) {
    clearFrom(gradient, gradient + floatBytes(end));
    clearFrom(row, row + floatBytes(end));
    return;
  }
  const scales = f32x4.splat(scale), deltas = f32x4.splat(delta), slopes = f32x4.splat(factor);
  const largests = v128.load32_splat(stats), inverse = v128.load32_splat(stats, 4);
  const whole = row + floatBytes(visible & ~3), rowEnd = row + floatBytes(end);
  const offset = gradient - row;
  let at = row;
  for (; at < whole; at += 16) {
    const p = f32x4.mul(expNonPositive(f32x4.sub(f32x4.mul(v128.load(at), scales), largests)), inverse);
    v128.store(at, p);
    v128.store(at + offset, f32x4.mul(f32x4.mul(p, slopes), f32x4.sub(v128.load(at + offset), deltas)));
  }
  if (visible & 3) {
    const mask = lowLanes(visible & 3);
    const e = expNonPositive(f32x4.sub(f32x4.mul(v128.load(at), scales), largests));
    const p = v128.and(f32x4.mul(e, inverse), mask);
    v128.store(at, p);
    const dS = f32x4.mul(f32x4.mul(p, slopes), f32x4.sub(v128.load(at + offset), deltas));
    v128.store(at + offset, v128.and(dS, mask));
    at += 16;
  }
  clearFrom(at + offset, rowEnd + offset);
  clearFrom(at, rowEnd);
}

/** Dropout factors of one row, 0 or dropoutScale for keys 0 .. visible - 1; written in vectors of 16; words is room for 32 random words. */
export function dropoutRow(
  factors: usize, visible: i32, randomRow: u32, threshold: u32, dropoutScale: f32, seed: u32, stream: u32, words: usize,
): void {
  const thresholds = i32x4.splat(threshold), scales = f32x4.splat(dropoutScale);
  for (let column = 0; column < visible; column += RANDOM_WORDS) {
    philox32(column / RANDOM_WORDS, randomRow, seed, stream, words);
    const bytes = floatBytes(minCount(RANDOM_WORDS, roundUp(visible - column, 4)));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(factors + at, v128.and(i32x4.ge_u(v128.load(words + at), thresholds), scales));
    }
    factors += bytes;
  }
}

/** row[n] *= factors[n]; whole vectors, so scratch only. */
export function multiplyRows(row: usize, factors: usize, n: i32): void {
  const end = row + floatBytes(n);
  for (; row < end; row += 16, factors += 16) v128.store(row, f32x4.mul(v128.load(row), v128.load(factors)));
}

/** row[n] *= factor. */
export function scaleRow(row: usize, n: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = row + floatBytes(n & ~3);
  for (; row < end; row += 16) v128.store(row, f32x4.mul(v128.load(row), factors));
  if (n & 3) storePartial(row, f32x4.mul(loadPartial(row, n & 3), factors), n & 3);
}

/** Inner product of a[n] and b[n]. */
export function dotRow(n: i32, a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  const end = a + floatBytes(n & ~3);
  for (; a < end; a += 16, b += 16) sum = fma(v128.load(a), v128.load(b), sum);
  if (n & 3) sum = fma(loadPartial(a, n & 3), loadPartial(b, n & 3), sum);
  return sumLanes(sum);
}

/** Zeros in n floats of each of count rows, rowBytes apart. */
export function clearRows(row: usize, count: i32, rowBytes: usize, n: i32): void {
  for (; count > 0; count--, row += rowBytes) memory.fill(row, 0, floatBytes(n));
}
