import { blockTerms } from './blocked-sums';
import { storeColumns } from './matmul-micro-kernels';
import { floatBytes, fma, minCount } from './simd';

// Few rows times prepacked panels, for decoding: bound by reading the panels once. The sums are those of the register tiles,
// to the bit: one accumulator per element and block of terms (see blocked-sums.ts), terms in ascending order, then bias and init
// or what the blocks before left in C. Arguments as there.
//
// The panels are read from two or three places far apart, in order from each: that is as fast as memory goes, and there are
// additions enough under way to hide their latency. Neighbouring panels side by side are a third slower (measured): their
// streams end every few KB, and the prefetcher begins anew.

/** Up to this many rows are multiplied by the panels one by one or two by two (measured). */
export const FEW_PANEL_ROWS = 16;
/** Bytes of panels that every pair of rows passes before the next ones are read: they stay in L2. */
const CACHED_BYTES = 262144;

/**
 * C[m, n] = init + bias + A B with B in panels; panel bytes lead from one to the next. The first pair of rows waits for memory,
 * the others for arithmetic: two threads that begin together would do either at the same time, so one of them `staggers`,
 * beginning with fewer panels, and they take turns from then on.
 */
export function multiplyPanelRows(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, panel: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, staggers: bool,
): void {
  // One or two rows pass once over everything.
  const most = m > 2 ? minCount(n, (CACHED_BYTES / <i32>panel + 2) << 3) : n;
  let block = m > 2 && staggers ? minCount(most, ((most / 24) << 3) + 8) : most;
  for (let j = 0; j < n; j += block) {
    if (j > 0) block = most;
    const columns = minCount(block, n - j), column = floatBytes(j);
    const panels = b + panel * (j >> 3), biasBlock = bias ? bias + column : 0;
    for (let i = 0; i < m; i += 2) {
      const row = a + aRow * i, to = c + cRow * i + column, start = init ? init + initRow * i + column : 0;
      if (i + 1 < m) multiplyTwo(columns, k, row, aRow, panels, panel, to, cRow, start, initRow, biasBlock);
      else multiplyOne(columns, k, row, panels, panel, to, start, biasBlock);
    }
  }
}

/** A sum and what is added to it: bias and init (0: none) of four columns. */
// @ts-ignore: decorator
@inline
function finished(sum: v128, init: usize, bias: usize, at: usize): v128 {
  if (bias) sum = f32x4.add(sum, v128.load(bias + at));
  if (init) sum = f32x4.add(sum, v128.load(init + at));
  return sum;
}

/** Writes the first columns of two vectors: eight, or as many as there are. */
// @ts-ignore: decorator
@inline
function storePanel(c: usize, low: v128, high: v128, columns: i32): void {
  if (columns >= 8) {
    v128.store(c, low);
    v128.store(c, high, 16);
  } else storeColumns(c, low, high, columns);
}

/** First column of a panel, or another's when there is no such panel: that one is computed again. */
// @ts-ignore: decorator
@inline
function placeOf(panel: i32, n: i32, instead: i32): i32 {
  return panel << 3 < n ? panel << 3 : instead;
}

/** One row: the panels are read from three places. */
function multiplyOne(n: i32, k: i32, a: usize, b: usize, panel: usize, c: usize, init: usize, bias: usize): void {
  const blockBytes = floatBytes(blockTerms(k)), third = (((n + 7) >> 3) + 2) / 3;
  const end = a + floatBytes(k);
  for (let j = 0; j < third; j++) {
    const first = j << 3, second = placeOf(j + third, n, first), last = placeOf(j + 2 * third, n, first);
    const at0 = floatBytes(first), at1 = floatBytes(second), at2 = floatBytes(last);
    let x = a, b0 = b + panel * j, b1 = b + panel * (second >> 3), b2 = b + panel * (last >> 3);
    let start = init, biases = bias;
    do {
      let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
      const blockEnd = end - x > blockBytes ? x + blockBytes : end;
      do {
        const x0 = v128.load32_splat(x);
        c00 = fma(x0, v128.load(b0), c00);
        c01 = fma(x0, v128.load(b0, 16), c01);
        c10 = fma(x0, v128.load(b1), c10);
        c11 = fma(x0, v128.load(b1, 16), c11);
        c20 = fma(x0, v128.load(b2), c20);
        c21 = fma(x0, v128.load(b2, 16), c21);
        x += 4;
        b0 += 32;
        b1 += 32;
        b2 += 32;
      } while (x < blockEnd);
      // All of C is read before any of it is written: two places may be one.
      c00 = finished(c00, start, biases, at0);
      c01 = finished(c01, start, biases, at0 + 16);
      c10 = finished(c10, start, biases, at1);
      c11 = finished(c11, start, biases, at1 + 16);
      c20 = finished(c20, start, biases, at2);
      c21 = finished(c21, start, biases, at2 + 16);
      storePanel(c + at0, c00, c01, n - first);
      storePanel(c + at1, c10, c11, n - second);
      storePanel(c + at2, c20, c21, n - last);
      start = c;
      biases = 0;
    } while (x < end);
  }
}

/** Two rows: more than two places would not leave registers enough. */
function multiplyTwo(
  n: i32, k: i32, a: usize, aRow: usize, b: usize, panel: usize, c: usize, cRow: usize, init: usize, initRow: usize, bias: usize,
): void {
  const blockBytes = floatBytes(blockTerms(k)), half = (((n + 7) >> 3) + 1) >> 1;
  const nextC = c + cRow;
  const end = a + floatBytes(k);
  for (let j = 0; j < half; j++) {
    const left = j << 3, right = placeOf(j + half, n, left);
    const low = floatBytes(left), high = floatBytes(right);
    let x = a, y = a + aRow, b0 = b + panel * j, b1 = b + panel * (right >> 3);
    let start = init, nextStart = init ? init + initRow : 0, biases = bias;
    do {
      let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, d00 = c00, d01 = c00, d10 = c00, d11 = c00;
      const blockEnd = end - x > blockBytes ? x + blockBytes : end;
      do {
        const x0 = v128.load32_splat(x), y0 = v128.load32_splat(y);
        const w00 = v128.load(b0), w01 = v128.load(b0, 16);
        c00 = fma(x0, w00, c00);
        d00 = fma(y0, w00, d00);
        c01 = fma(x0, w01, c01);
        d01 = fma(y0, w01, d01);
        const w10 = v128.load(b1), w11 = v128.load(b1, 16);
        c10 = fma(x0, w10, c10);
        d10 = fma(y0, w10, d10);
        c11 = fma(x0, w11, c11);
        d11 = fma(y0, w11, d11);
        x += 4;
        y += 4;
        b0 += 32;
        b1 += 32;
      } while (x < blockEnd);
      c00 = finished(c00, start, biases, low);
      c01 = finished(c01, start, biases, low + 16);
      c10 = finished(c10, start, biases, high);
      c11 = finished(c11, start, biases, high + 16);
      d00 = finished(d00, nextStart, biases, low);
      d01 = finished(d01, nextStart, biases, low + 16);
      d10 = finished(d10, nextStart, biases, high);
      d11 = finished(d11, nextStart, biases, high + 16);
      storePanel(c + low, c00, c01, n - left);
      storePanel(c + high, c10, c11, n - right);
      storePanel(nextC + low, d00, d01, n - left);
      storePanel(nextC + high, d10, d11, n - right);
      start = c;
      nextStart = nextC;
      biases = 0;
    } while (x < end);
  }
}
