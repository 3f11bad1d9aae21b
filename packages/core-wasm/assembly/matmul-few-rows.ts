import { accumulate } from './accumulate';
import { blockTerms } from './blocked-sums';
import { touchLines } from './matmul-blocks';
import { floatBytes, fma, loadPartial, minCount, storePartial, sumLanes } from './simd';

// One row times a matrix, for decoding: bound by reading the matrix once, so nothing is packed. Strides are in bytes.
// What comes `fromMemory` is brought into the cache some rows at a time before they are multiplied: products alone wait at
// the start of every page (1.2 to 1.5 times as fast; on what is in the cache already a third slower).

/** Up to this many rows are multiplied one by one. */
export const FEW_ROWS = 3;

/** c[n] = init + bias + a[k] b^T with b [n, k]: dot products on four rows of b at a time (init, bias 0: none). */
export function multiplyRowTransposed(
  n: i32, k: i32, a: usize, b: usize, bRow: usize, c: usize, init: usize, bias: usize,
): void {
  const whole = k & ~3, rest = k & 3;
  const wholeBytes = floatBytes(whole), blockBytes = floatBytes(blockTerms(k >> 2)) << 2;
  const aLast = loadPartial(a + wholeBytes, rest);
  for (; n > 0; n -= 4) {
    let b0 = b;
    let b1 = n > 1 ? b0 + bRow : b0;
    let b2 = n > 2 ? b1 + bRow : b1;
    let b3 = n > 3 ? b2 + bRow : b2;
    b += bRow << 2;
    let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    let x = a;
    const end = a + wholeBytes;
    while (x < end) {
      let part0 = f32x4.splat(0), part1 = part0, part2 = part0, part3 = part0;
      const blockEnd = end - x > blockBytes ? x + blockBytes : end;
      for (; x < blockEnd; x += 16) {
        const xs = v128.load(x);
        part0 = fma(xs, v128.load(b0), part0);
        part1 = fma(xs, v128.load(b1), part1);
        part2 = fma(xs, v128.load(b2), part2);
        part3 = fma(xs, v128.load(b3), part3);
        b0 += 16;
        b1 += 16;
        b2 += 16;
        b3 += 16;
      }
      sum0 = f32x4.add(sum0, part0);
      sum1 = f32x4.add(sum1, part1);
      sum2 = f32x4.add(sum2, part2);
      sum3 = f32x4.add(sum3, part3);
    }
    if (rest) {
      sum0 = fma(aLast, loadPartial(b0, rest), sum0);
      sum1 = fma(aLast, loadPartial(b1, rest), sum1);
      sum2 = fma(aLast, loadPartial(b2, rest), sum2);
      sum3 = fma(aLast, loadPartial(b3, rest), sum3);
    }
    const low01 = v128.shuffle<f32>(sum0, sum1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(sum0, sum1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(sum2, sum3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(sum2, sum3, 2, 6, 3, 7);
    let sums = f32x4.add(
      f32x4.add(v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), v128.shuffle<f32>(low01, low23, 2, 3, 6, 7)),
      f32x4.add(v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), v128.shuffle<f32>(high01, high23, 2, 3, 6, 7)),
    );
    if (init) {
      sums = f32x4.add(sums, v128.load(init));
      init += 16;
    }
    if (bias) {
      sums = f32x4.add(sums, v128.load(bias));
      bias += 16;
    }
    if (n >= 4) v128.store(c, sums);
    else storePartial(c, sums, n);
    c += 16;
  }
}

/** c[n] += bias, then init (0: none), as the tiles finish their sums. */
function finishRow(n: i32, c: usize, init: usize, bias: usize): void {
  if (bias) accumulate(c, bias, n);
  if (init) accumulate(c, init, n);
}

/** c[n] += a[rows] b with b [rows, n], rows 1..4: one pass over c for four rows of b. */
export function addRows(n: i32, rows: i32, a: usize, b: usize, bRow: usize, c: usize): void {
  let b0 = b;
  let b1 = rows > 1 ? b0 + bRow : b0;
  let b2 = rows > 2 ? b1 + bRow : b1;
  let b3 = rows > 3 ? b2 + bRow : b2;
  const x0 = v128.load32_splat(a);
  if (rows < 4) {
    // Separate, and not zero times a repeated row: 0 * Infinity is NaN.
    const x1 = v128.load32_splat(a, 4), x2 = v128.load32_splat(a, 8);
    for (; n > 0; n -= 4) {
      let sum = fma(x0, v128.load(b0), v128.load(c));
      if (rows > 1) sum = fma(x1, v128.load(b1), sum);
      if (rows > 2) sum = fma(x2, v128.load(b2), sum);
      if (n >= 4) v128.store(c, sum);
      else storePartial(c, sum, n);
      b0 += 16;
      b1 += 16;
      b2 += 16;
      c += 16;
    }
    return;
  }
  const x1 = v128.load32_splat(a, 4), x2 = v128.load32_splat(a, 8), x3 = v128.load32_splat(a, 12);
  const end = c + floatBytes(n & ~3);
  for (; c < end; c += 16) {
    let sum = fma(x0, v128.load(b0), v128.load(c));
    sum = fma(x1, v128.load(b1), sum);
    sum = fma(x2, v128.load(b2), sum);
    v128.store(c, fma(x3, v128.load(b3), sum));
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  if (n & 3) {
    let sum = fma(x0, v128.load(b0), v128.load(c));
    sum = fma(x1, v128.load(b1), sum);
    sum = fma(x2, v128.load(b2), sum);
    storePartial(c, fma(x3, v128.load(b3), sum), n & 3);
  }
}

/** Bytes of b that are brought into the cache together. */
const CACHED_BYTES: usize = 32768;

/** Rows of b that are multiplied together: a multiple of 4. */
function rowsTogether(bRow: usize): i32 {
  return bRow > CACHED_BYTES / 4 ? 4 : <i32>(CACHED_BYTES / bRow) & ~3;
}

/** Brings rows of count floats into the cache, unless four of them are too long for it. */
function touchRows(rows: i32, count: i32, b: usize, bRow: usize): void {
  const bytes = floatBytes(count);
  if (bytes > CACHED_BYTES / 2) return;
  if (bytes == bRow) touchLines(b, <usize>rows * bRow);
  else for (; rows > 0; rows--, b += bRow) touchLines(b, bytes);
}

/** Bytes of scratch that multiplyFewRows needs: the sums of a block, unless all terms are in one. */
export function fewRowsScratchBytes(m: i32, n: i32, k: i32): usize {
  return k <= blockTerms(k) ? 0 : floatBytes(n) * m;
}

/**
 * Few rows: C[m, n] = init + bias + A b with b [k, n]; four rows of b serve all rows of A while they are in cache. Sums are
 * added in blocks of `terms`; scratch as fewRowsScratchBytes says.
 */
export function multiplyFewRows(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, terms: i32, fromMemory: bool, scratch: usize,
): void {
  const row = floatBytes(n);
  for (let i = 0; i < m; i++) memory.fill(c + <usize>i * cRow, 0, row);
  addFewRows(m, n, minCount(terms, k), a, aRow, b, bRow, c, cRow, fromMemory);
  for (let i = 0; i < m; i++) finishRow(n, c + <usize>i * cRow, init ? init + <usize>i * initRow : 0, bias);
  for (let from = terms; from < k; from += terms) {
    memory.fill(scratch, 0, row * m);
    addFewRows(m, n, minCount(terms, k - from), a + floatBytes(from), aRow, b + <usize>from * bRow, bRow, scratch, row, fromMemory);
    for (let i = 0; i < m; i++) accumulate(c + <usize>i * cRow, scratch + row * i, n);
  }
}

/** C[m, n] += A b, one term after the other. */
function addFewRows(m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize, fromMemory: bool): void {
  const block = rowsTogether(bRow);
  for (let first = 0; first < k; first += block) {
    const last = minCount(k, first + block);
    if (fromMemory) touchRows(last - first, n, b + <usize>first * bRow, bRow);
    for (let from = first; from < last; from += 4) {
      const rows = minCount(4, last - from);
      for (let i = 0; i < m; i++) {
        addRows(n, rows, a + <usize>i * aRow + floatBytes(from), b + <usize>from * bRow, bRow, c + <usize>i * cRow);
      }
    }
  }
}

/** Few rows: C[m, n] = init + bias + A b^T with b [n, k]; some rows of b serve all rows of A while they are in cache. */
export function multiplyFewRowsTransposed(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, fromMemory: bool,
): void {
  const block = rowsTogether(bRow);
  for (let from = 0; from < n; from += block) {
    const columns = minCount(block, n - from);
    const offset = floatBytes(from);
    if (fromMemory) touchRows(columns, k, b + <usize>from * bRow, bRow);
    for (let i = 0; i < m; i++) {
      multiplyRowTransposed(columns, k, a + <usize>i * aRow, b + <usize>from * bRow, bRow, c + <usize>i * cRow + offset,
        init ? init + <usize>i * initRow + offset : 0, bias ? bias + offset : 0);
    }
  }
}
