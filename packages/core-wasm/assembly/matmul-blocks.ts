import { multiplyPanel, multiplyPanelTransposed } from './matmul-micro-kernels';
import { multiplyTallPanel, multiplyTallPanelTransposed, tallRows } from './matmul-tall-micro-kernels';
import { packTallTiles, packTiles } from './pack';
import { floatBytes, maxCount, minCount } from './simd';

// C[m, n] = op(A) B + bias + init over all panels of B, one stretch of the contraction that the caches hold. Strides are in
// bytes; panel bytes lead from 8 columns of B to the next 8 (k * 32 when packed, 32 in place), bStep from one row to the next.
// Sums are added in blocks of `terms` (see blocked-sums.ts), block after block while the panel is in L1.

export const LONGEST_CONTRACTION = 512;
const ROW_BLOCK = 144;
const COLUMN_BLOCK = 48;

/** Floats of tile scratch that multiplyTransposedBlock needs for a contraction of k. */
export function tileScratchFloats(k: i32): i32 {
  return COLUMN_BLOCK * k;
}

/**
 * A row-major [m, k]: blocks of 144 rows stay in L2 while every panel passes through L1. Panels that come `fromMemory` are
 * brought there first: the tile that meets them would wait for line after line.
 */
export function multiplyBlock(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, panel: usize, bStep: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, terms: i32, fromMemory: bool,
): void {
  const panelBytes = <usize>k << 5;
  for (let i = 0; i < m; i += ROW_BLOCK) {
    const rows = minCount(ROW_BLOCK, m - i);
    const aBlock = a + <usize>i * aRow, cBlock = c + <usize>i * cRow;
    const initBlock = init ? init + <usize>i * initRow : 0;
    const tall = tallRows(rows);
    const aRest = a + <usize>(i + tall) * aRow, cRest = c + <usize>(i + tall) * cRow;
    const initRest = init ? init + <usize>(i + tall) * initRow : 0;
    let bPanel = b;
    for (let j = 0; j < n; j += 8) {
      const column = floatBytes(j), columns = minCount(8, n - j);
      if (fromMemory) touchLines(bPanel, panelBytes);
      let row = bPanel, x = aBlock, xRest = aRest;
      let start = init ? initBlock + column : 0, startRest = init ? initRest + column : 0;
      let startRow = initRow, biasColumn = bias ? bias + column : 0;
      for (let left = k; left > 0; left -= terms) {
        const depth = minCount(terms, left);
        if (tall) multiplyTallPanel(tall, depth, x, aRow, row, bStep, cBlock + column, cRow, start, startRow, biasColumn, columns);
        if (tall < rows) {
          multiplyPanel(rows - tall, depth, xRest, aRow, row, bStep, cRest + column, cRow, startRest, startRow, biasColumn, columns);
        }
        row += bStep * depth, x += floatBytes(depth), xRest += floatBytes(depth);
        start = cBlock + column, startRest = cRest + column, startRow = cRow, biasColumn = 0;
      }
      bPanel += panel;
    }
  }
}

/** Reads a word of every cache line: all of them are on their way at once, across pages too. */
export function touchLines(from: usize, bytes: usize): i32 {
  let sum = 0;
  for (const end = from + bytes; from < end; from += 64) sum ^= load<i32>(from);
  return sum;
}

/** touchLines for count rows of bytes each, rowBytes apart. */
export function touchRows(row: usize, count: i32, rowBytes: usize, bytes: usize): i32 {
  let sum = 0;
  for (; count > 0; count--, row += rowBytes) sum ^= touchLines(row, bytes);
  return sum;
}

/** A given transposed, [k, m]: an outer product in both operands. Copies 48 columns of A at a time to tiles when tiles != 0. */
export function multiplyTransposedBlock(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, tiles: usize, b: usize, panel: usize, bStep: usize, c: usize, cRow: usize,
  init: usize, initRow: usize, bias: usize, terms: i32,
): void {
  for (let i = 0; i < m; i += COLUMN_BLOCK) {
    const rows = minCount(COLUMN_BLOCK, m - i);
    const tall = tallRows(rows);
    let aBlock = a + floatBytes(i), tallStep = aRow, tallTile: usize = 24;
    let aRest = a + floatBytes(i + tall), aStep = aRow, aTile: usize = 16;
    if (tiles) {
      const tilesRest = tiles + floatBytes(k * tall);
      if (tall) packTallTiles(k, tall, aBlock, aRow, tiles);
      packTiles(k, rows - tall, aRest, aRow, tilesRest);
      aBlock = tiles;
      tallStep = 24;
      tallTile = <usize>k * 24;
      aRest = tilesRest;
      aStep = 16;
      aTile = <usize>k << 4;
    }
    const cBlock = c + <usize>i * cRow, cRest = c + <usize>(i + tall) * cRow;
    const initBlock = init ? init + <usize>i * initRow : 0;
    const initRest = init ? init + <usize>(i + tall) * initRow : 0;
    let bPanel = b;
    for (let j = 0; j < n; j += 8) {
      const column = floatBytes(j), columns = minCount(8, n - j);
      let row = bPanel, x = aBlock, xRest = aRest;
      let start = init ? initBlock + column : 0, startRest = init ? initRest + column : 0;
      let startRow = initRow, biasColumn = bias ? bias + column : 0;
      for (let left = k; left > 0; left -= terms) {
        const depth = minCount(terms, left);
        if (tall) {
          multiplyTallPanelTransposed(tall, depth, x, tallStep, tallTile, row, bStep, cBlock + column, cRow,
            start, startRow, biasColumn, columns);
        }
        if (tall < rows) {
          multiplyPanelTransposed(rows - tall, depth, xRest, aStep, aTile, row, bStep, cRest + column, cRow,
            startRest, startRow, biasColumn, columns);
        }
        row += bStep * depth, x += tallStep * depth, xRest += aStep * depth;
        start = cBlock + column, startRest = cRest + column, startRow = cRow, biasColumn = 0;
      }
      bPanel += panel;
    }
  }
}

/**
 * C[m, n] = A B with both read in place and a contraction of any length k, in blocks of `terms`: stretches of 512 keep a
 * panel of b in L1.
 */
export function multiplyInPlace(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize, terms: i32,
): void {
  const longest = maxCount(LONGEST_CONTRACTION, terms);
  for (let from = 0; from < k; from += longest) {
    multiplyBlock(m, n, minCount(longest, k - from), a + floatBytes(from), aRow, b + <usize>from * bRow, 32, bRow,
      c, cRow, from > 0 ? c : 0, cRow, 0, terms, false);
  }
}
