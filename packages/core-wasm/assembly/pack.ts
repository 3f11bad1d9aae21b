import { touchRows } from './matmul-blocks';
import { floatBytes, minCount } from './simd';

/** Columns of a panel. */
export const PANEL_COLUMNS = 8;

// A panel is 8 columns of B stored contraction-major: [k][8]. Panels of a matrix follow each other: [ceil(n / 8)][k][8],
// the missing columns of the last one are zeros.

/** Copies b [k, n] (rows bRow bytes apart) into panels. */
export function packPanels(k: i32, n: i32, b: usize, bRow: usize, panels: usize): void {
  const panelBytes = <usize>k << 5;
  const whole = n & ~7;
  // Sixteen rows at a time: all panels of a short strip of b are filled while the strip is in L1.
  for (let first = 0; first < k; first += 16) {
    const last = minCount(k, first + 16);
    const strip = b + <usize>first * bRow;
    touchRows(strip, last - first, bRow, floatBytes(n)); // row by row, the order in which memory is fast
    let out = panels + (<usize>first << 5);
    for (let j = 0; j < whole; j += 8) {
      let from = strip + floatBytes(j);
      let to = out;
      for (let row = first; row < last; row++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += bRow;
        to += 32;
      }
      out += panelBytes;
    }
    if (whole < n) packLastColumns(last - first, n - whole, strip + floatBytes(whole), bRow, out);
  }
}

function packLastColumns(rows: i32, columns: i32, b: usize, bRow: usize, panel: usize): void {
  const lanes = i32x4(0, 1, 2, 3);
  const lowMask = i32x4.lt_s(lanes, i32x4.splat(columns));
  const highMask = i32x4.lt_s(lanes, i32x4.splat(columns - 4));
  for (let row = 0; row < rows; row++) {
    v128.store(panel, v128.and(v128.load(b), lowMask));
    v128.store(panel, v128.and(v128.load(b, 16), highMask), 16);
    b += bRow;
    panel += 32;
  }
}

/** Copies b given transposed, [n, k] (rows bRow bytes apart: a Linear weight, the keys of attention), into the same panels. */
export function packTransposedPanels(k: i32, n: i32, b: usize, bRow: usize, panels: usize): void {
  for (let j = 0; j < n; j += 8) {
    packTransposedHalf(k, n - j, b, bRow, panels);
    if (n - j > 4) packTransposedHalf(k, n - j - 4, b + (bRow << 2), bRow, panels + 16);
    else clearHalf(k, panels + 16);
    b += bRow << 3;
    panels += <usize>k << 5;
  }
}

function clearHalf(k: i32, panel: usize): void {
  for (; k > 0; k--, panel += 32) v128.store(panel, f32x4.splat(0));
}

/** Four columns of a panel; columns counts the ones that exist (at least 1): the others are read from the last one and zeroed. */
function packTransposedHalf(k: i32, columns: i32, b: usize, bRow: usize, panel: usize): void {
  let b0 = b;
  let b1 = columns > 1 ? b0 + bRow : b0;
  let b2 = columns > 2 ? b1 + bRow : b1;
  let b3 = columns > 3 ? b2 + bRow : b2;
  const mask = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(columns));
  for (; k > 0; k -= 4) {
    const row0 = v128.load(b0);
    const row1 = v128.load(b1);
    const row2 = v128.load(b2);
    const row3 = v128.load(b3);
    const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
    v128.store(panel, v128.and(v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), mask));
    if (k > 1) v128.store(panel, v128.and(v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), mask), 32);
    if (k > 2) v128.store(panel, v128.and(v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), mask), 64);
    if (k > 3) v128.store(panel, v128.and(v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), mask), 96);
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
    panel += 128;
  }
}

/** Copies the columns of a [k, m] (rows aRow bytes apart) into tiles of four: [ceil(m / 4)][k][4]; missing columns hold whatever follows. */
export function packTiles(k: i32, m: i32, a: usize, aRow: usize, tiles: usize): void {
  for (let i = 0; i < m; i += 4) {
    let from = a + floatBytes(i);
    for (let row = k; row > 0; row--) {
      v128.store(tiles, v128.load(from));
      from += aRow;
      tiles += 16;
    }
  }
}

/** The same in tiles of six, [m / 6][k][6], for m a multiple of 6. */
export function packTallTiles(k: i32, m: i32, a: usize, aRow: usize, tiles: usize): void {
  for (let i = 0; i < m; i += 6) {
    let from = a + floatBytes(i);
    for (let row = k; row > 0; row--) {
      v128.store(tiles, v128.load(from));
      store<u64>(tiles, load<u64>(from, 16), 16);
      from += aRow;
      tiles += 24;
    }
  }
}
