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
/** Terms that every pair of rows passes before the next ones are read. */
const CHUNK_TERMS = 32;
/** Bytes of the sums of two rows by two panels. */
const PAIR_BYTES: usize = 128;

/** Bytes of scratch that multiplyPanelRows needs: the sums of all rows. */
export function panelRowsScratchBytes(m: i32): usize {
  return m > 2 ? <usize>((m + 1) >> 1) * PAIR_BYTES : 0;
}

/** C[m, n] = init + bias + A B with B in panels; panel bytes lead from one to the next. Scratch as panelRowsScratchBytes says. */
export function multiplyPanelRows(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, panel: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, scratch: usize,
): void {
  if (m == 1) multiplyOne(n, k, a, b, panel, c, init, bias);
  else if (m == 2) multiplyTwo(n, k, a, aRow, b, panel, c, cRow, init, initRow, bias);
  else multiplyPairs(m, n, k, a, aRow, b, panel, c, cRow, init, initRow, bias, scratch);
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

/**
 * More rows, two by two, some terms at a time: the first pair waits for memory, the others find the panels in L1 and compute
 * while the prefetcher runs ahead, so that memory and arithmetic are busy at once (a fifth faster than pair after pair over
 * what L2 holds). Between the chunks the sums of a pair wait in memory.
 */
function multiplyPairs(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, panel: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, sums: usize,
): void {
  const terms = blockTerms(k), half = (((n + 7) >> 3) + 1) >> 1;
  for (let j = 0; j < half; j++) {
    const left = j << 3, right = placeOf(j + half, n, left);
    let x = a, b0 = b + panel * j, b1 = b + panel * (right >> 3);
    let start = init, startRow = initRow, biases = bias;
    for (let rest = k; rest > 0; rest -= terms) {
      const depth = minCount(terms, rest);
      for (let done = 0; done < depth; done += CHUNK_TERMS) {
        const count = minCount(CHUNK_TERMS, depth - done);
        let row = x, pair = sums;
        for (let i = 0; i < m; i += 2) {
          addPair(count, row, i + 1 < m ? row + aRow : row, b0, b1, pair, done > 0);
          row += aRow << 1;
          pair += PAIR_BYTES;
        }
        x += floatBytes(count);
        b0 += <usize>count << 5;
        b1 += <usize>count << 5;
      }
      let sum = sums, to = c;
      for (let i = 0; i < m; i++) {
        finishColumns(sum, to, start, biases, left, right, n);
        sum += PAIR_BYTES / 2;
        to += cRow;
        if (start) start += startRow;
      }
      start = c;
      startRow = cRow;
      biases = 0;
    }
  }
}

/** Two rows by some terms of two panels, added to the sums [2][16] or (not `more`) the first of them. */
// @ts-ignore: decorator
@inline
function addPair(k: i32, x: usize, y: usize, b0: usize, b1: usize, sums: usize, more: bool): void {
  let p0 = f32x4.splat(0), p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
  if (more) {
    p0 = v128.load(sums);
    p1 = v128.load(sums, 16);
    p2 = v128.load(sums, 32);
    p3 = v128.load(sums, 48);
    q0 = v128.load(sums, 64);
    q1 = v128.load(sums, 80);
    q2 = v128.load(sums, 96);
    q3 = v128.load(sums, 112);
  }
  const end = x + floatBytes(k);
  do {
    const x0 = v128.load32_splat(x), y0 = v128.load32_splat(y);
    const v0 = v128.load(b0), v1 = v128.load(b0, 16);
    p0 = fma(x0, v0, p0);
    q0 = fma(y0, v0, q0);
    p1 = fma(x0, v1, p1);
    q1 = fma(y0, v1, q1);
    const v2 = v128.load(b1), v3 = v128.load(b1, 16);
    p2 = fma(x0, v2, p2);
    q2 = fma(y0, v2, q2);
    p3 = fma(x0, v3, p3);
    q3 = fma(y0, v3, q3);
    x += 4;
    y += 4;
    b0 += 32;
    b1 += 32;
  } while (x < end);
  v128.store(sums, p0);
  v128.store(sums, p1, 16);
  v128.store(sums, p2, 32);
  v128.store(sums, p3, 48);
  v128.store(sums, q0, 64);
  v128.store(sums, q1, 80);
  v128.store(sums, q2, 96);
  v128.store(sums, q3, 112);
}

/** The sums [16] of a row to its eight columns from `left` on and its eight from `right` on. */
// @ts-ignore: decorator
@inline
function finishColumns(sums: usize, c: usize, init: usize, bias: usize, left: i32, right: i32, n: i32): void {
  const low = floatBytes(left), high = floatBytes(right);
  // All of C is read before any of it is written: two places may be one.
  const s0 = finished(v128.load(sums), init, bias, low), s1 = finished(v128.load(sums, 16), init, bias, low + 16);
  const s2 = finished(v128.load(sums, 32), init, bias, high), s3 = finished(v128.load(sums, 48), init, bias, high + 16);
  storePanel(c + low, s0, s1, n - left);
  storePanel(c + high, s2, s3, n - right);
}
