import { multiplyPanel, multiplyPanelTransposed } from './matmul-micro-kernels';
import { multiplyTallPanel, multiplyTallPanelTransposed, tallRows } from './matmul-tall-micro-kernels';
import { packTallTiles, packTiles } from './pack';
import { floatBytes, minCount } from './simd';

// C[m, n] = init + bias + op(A) B over all panels of B, one block of the contraction. Strides are in bytes; panel bytes lead
// from 8 columns of B to the next 8 (k * 32 when packed, 32 in place), bStep from one row to the next.

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
  init: usize, initRow: usize, bias: usize, fromMemory: bool,
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
      const biasColumn = bias ? bias + column : 0;
      if (fromMemory) touchLines(bPanel, panelBytes);
      if (tall) {
        multiplyTallPanel(tall, k, aBlock, aRow, bPanel, bStep, cBlock + column, cRow,
          init ? initBlock + column : 0, initRow, biasColumn, columns);
      }
      if (tall < rows) {
        multiplyPanel(rows - tall, k, aRest, aRow, bPanel, bStep, cRest + column, cRow,
          init ? initRest + column : 0, initRow, biasColumn, columns);
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
  init: usize, initRow: usize, bias: usize,
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
      const biasColumn = bias ? bias + column : 0;
      if (tall) {
        multiplyTallPanelTransposed(tall, k, aBlock, tallStep, tallTile, bPanel, bStep, cBlock + column, cRow,
          init ? initBlock + column : 0, initRow, biasColumn, columns);
      }
      if (tall < rows) {
        multiplyPanelTransposed(rows - tall, k, aRest, aStep, aTile, bPanel, bStep, cRest + column, cRow,
          init ? initRest + column : 0, initRow, biasColumn, columns);
      }
      bPanel += panel;
    }
  }
}

/** C[m, n] = A B with both read in place and a contraction of any length: blocks of 512 keep a panel of b in L1. */
export function multiplyInPlace(m: i32, n: i32, k: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize): void {
  for (let from = 0; from < k; from += LONGEST_CONTRACTION) {
    multiplyBlock(m, n, minCount(LONGEST_CONTRACTION, k - from), a + floatBytes(from), aRow, b + <usize>from * bRow, 32, bRow,
      c, cRow, from > 0 ? c : 0, cRow, 0, false);
  }
}
