import { blockTerms } from './blocked-sums';
import { LONGEST_CONTRACTION, multiplyBlock, multiplyTransposedBlock, tileScratchFloats } from './matmul-blocks';
import { FEW_ROWS, fewRowsScratchBytes, multiplyFewRows, multiplyFewRowsTransposed } from './matmul-few-rows';
import { FEW_PANEL_ROWS, multiplyPanelRows, panelRowsScratchBytes } from './matmul-panel-rows';
import { PANEL_COLUMNS, packPanels, packTransposedPanels } from './pack';
import { floatBytes, minCount, roundUp } from './simd';

/** How B lies in memory: rows [k, n], rows [n, k] (transposed), or the panels of `prepack`. */
export enum MatmulLayout {
  rows = 0,
  transposed = 1,
  panels = 2,
}

const MOST_COLUMNS = 512;
/** Stretch of the contraction of prepacked panels: longer than of those that are packed here, for C is read and written once a block (measured). */
const LONGEST_PREPACKED = 768;
/** B up to this many floats (32 KB) is read in place. */
const SMALL_B = 8192;
/** B up to this many floats (256 KB) is expected in the cache by few rows. */
const CACHED_B = 65536;
/** Rows of C from which copying B pays (measured); sooner with A transposed, where B is read once per 48 rows and not per 96. */
const ROWS_TO_PACK_FOR = 80;
const ROWS_TO_PACK_FOR_TRANSPOSED = 16;
/** A given transposed is copied into tiles above this many floats (2 MB). */
export const LARGE_A = 524288;

/** Parts of equal size, none above limit. */
function evenBlock(count: i32, limit: i32): i32 {
  const parts = (count + limit - 1) / limit;
  return (count + parts - 1) / parts;
}

function columnBlock(n: i32): i32 {
  return roundUp(evenBlock(n, MOST_COLUMNS), PANEL_COLUMNS);
}

/** Terms of the contraction that caches hold together: all of a short one, whole blocks of a sum of a long one. */
function contractionBlock(k: i32, layoutB: MatmulLayout): i32 {
  const terms = blockTerms(k);
  if (k <= terms) return k;
  return roundUp(evenBlock(k, layoutB == MatmulLayout.panels ? LONGEST_PREPACKED : LONGEST_CONTRACTION), terms);
}

/** Floats of the panels that are packed here. */
function panelFloats(kBlock: i32, mostColumns: i32, layoutB: MatmulLayout): i32 {
  return layoutB == MatmulLayout.panels ? 0 : kBlock * mostColumns;
}

function hasFewRows(m: i32, transposeA: bool, layoutB: MatmulLayout): bool {
  return m <= (layoutB == MatmulLayout.panels ? FEW_PANEL_ROWS : FEW_ROWS) && !transposeA;
}

function packsB(m: i32, n: i32, k: i32, transposeA: bool, layoutB: MatmulLayout): bool {
  if (layoutB == MatmulLayout.panels) return false;
  return layoutB == MatmulLayout.transposed || (k * n > SMALL_B && m >= (transposeA ? ROWS_TO_PACK_FOR_TRANSPOSED : ROWS_TO_PACK_FOR));
}

function packsA(m: i32, k: i32, transposeA: bool): bool {
  return transposeA && <i64>m * k > LARGE_A;
}

/** Bytes of scratch that matmul needs for these sizes. */
export function matmulScratchBytes(batch: i32, m: i32, n: i32, k: i32, transposeA: bool, layoutB: MatmulLayout): usize {
  // The whole batch may become one matrix: see matmul.
  const turned = transposeA && m > 1;
  let few: usize = 0;
  if (!turned && layoutB == MatmulLayout.rows) few = fewRowsScratchBytes(minCount(FEW_ROWS, m * batch), n, k);
  if (layoutB == MatmulLayout.panels) few = panelRowsScratchBytes(minCount(FEW_PANEL_ROWS, m * batch));
  if (hasFewRows(m * batch, turned, layoutB)) return few;
  const kBlock = contractionBlock(k, layoutB);
  const many = floatBytes(panelFloats(kBlock, columnBlock(n), layoutB)) + floatBytes(tileScratchFloats(kBlock));
  return few > many ? few : many;
}

/** B, [k, n] or (transposeB) [n, k], as panels [ceil(n / 8)][k][8]: what matmul reads with MatmulLayout.panels. */
export function prepack(n: i32, k: i32, b: usize, transposeB: bool, panels: usize): void {
  if (transposeB) packTransposedPanels(k, n, b, floatBytes(k), panels);
  else packPanels(k, n, b, floatBytes(n), panels);
}

/**
 * C_i[m, n] = op(A_i) op(B_i) + bias[n] + residual_i[m, n] for every i of the batch; bias and residual may be 0 (none).
 * a is [m, k], or [k, m] when transposeA; b is [k, n], [n, k] or panels, as layoutB says; strides of the batch in elements
 * (0: shared, as panels are).
 */
export function matmul(
  batch: i32, m: i32, n: i32, k: i32, a: usize, transposeA: bool, strideA: i32, b: usize, layoutB: MatmulLayout, strideB: i32,
  c: usize, bias: usize, residual: usize, scratch: usize,
): void {
  // A [k, 1] is also [1, k].
  if (m == 1) transposeA = false;
  if (strideB == 0 && !transposeA && strideA == m * k) {
    // One B for all: the batch is just more rows.
    m *= batch;
    batch = 1;
  }
  matmulRegion(0, m, 0, n, batch, m, n, k, a, transposeA, strideA, b, layoutB, strideB, c, bias, residual, scratch);
}

/**
 * Rows firstRow .. lastRow - 1 and columns firstColumn .. lastColumn - 1 (multiples of 8) of every C_i of matmul, whole sizes m, n, k:
 * the bits do not depend on how C is cut into regions.
 */
export function matmulRegion(
  firstRow: i32, lastRow: i32, firstColumn: i32, lastColumn: i32,
  batch: i32, m: i32, n: i32, k: i32, a: usize, transposeA: bool, strideA: i32, b: usize, layoutB: MatmulLayout, strideB: i32,
  c: usize, bias: usize, residual: usize, scratch: usize,
): void {
  // A sum of nothing is 0, plus bias and residual: the way of few rows, which meets no terms.
  if (k == 0) layoutB = MatmulLayout.rows;
  // In panels a column takes as many bytes as where it is a row.
  const aRow = floatBytes(transposeA ? m : k), bRow = floatBytes(layoutB ? k : n), cRow = floatBytes(n);
  const corner = <usize>firstRow * cRow + floatBytes(firstColumn);
  a += transposeA ? floatBytes(firstRow) : <usize>firstRow * aRow;
  b += layoutB ? <usize>firstColumn * bRow : floatBytes(firstColumn);
  c += corner;
  if (bias) bias += floatBytes(firstColumn);
  if (residual) residual += corner;
  const rows = lastRow - firstRow, columns = lastColumn - firstColumn;
  const few = k == 0 || hasFewRows(m, transposeA, layoutB);
  // A shared B stays packed over the whole batch.
  const shared = strideB == 0 ? batch : 1;
  for (let i = 0; i < batch; i += shared) {
    const aShared = a + floatBytes(strideA) * i, bShared = b + floatBytes(strideB) * i;
    const offset = cRow * m * i;
    const residualShared = residual ? residual + offset : 0;
    if (few) {
      multiplyFew(shared, rows, columns, k, aShared, aRow, floatBytes(strideA), bShared, layoutB, bRow,
        c + offset, cRow, cRow * m, bias, residualShared, <i64>k * n > CACHED_B, scratch);
    } else {
      multiplyMany(shared, rows, columns, k, aShared, transposeA, aRow, floatBytes(strideA), bShared, layoutB, bRow,
        c + offset, cRow, cRow * m, bias, residualShared, columnBlock(n), packsA(m, k, transposeA), scratch);
    }
  }
}

/** A few rows of every matrix, nothing packed here; strides in bytes. */
function multiplyFew(
  batch: i32, m: i32, n: i32, k: i32, a: usize, aRow: usize, aBatch: usize, b: usize, layoutB: MatmulLayout, bRow: usize,
  c: usize, cRow: usize, cBatch: usize, bias: usize, residual: usize, fromMemory: bool, scratch: usize,
): void {
  for (let i = 0; i < batch; i++) {
    if (layoutB == MatmulLayout.panels) multiplyPanelRows(m, n, k, a, aRow, b, bRow << 3, c, cRow, residual, cRow, bias, scratch);
    else if (layoutB == MatmulLayout.transposed) multiplyFewRowsTransposed(m, n, k, a, aRow, b, bRow, c, cRow, residual, cRow, bias, fromMemory);
    else multiplyFewRows(m, n, k, a, aRow, b, bRow, c, cRow, residual, cRow, bias, blockTerms(k), fromMemory, scratch);
    a += aBatch;
    c += cBatch;
    if (residual) residual += cBatch;
  }
}

/** One B for a batch of A, block after block of columns and of the contraction; strides in bytes. */
function multiplyMany(
  batch: i32, m: i32, n: i32, k: i32, a: usize, transposeA: bool, aRow: usize, aBatch: usize, b: usize, layoutB: MatmulLayout, bRow: usize,
  c: usize, cRow: usize, cBatch: usize, bias: usize, residual: usize, mostColumns: i32, packsTiles: bool, scratch: usize,
): void {
  const packed = packsB(m * batch, n, k, transposeA, layoutB), prepacked = layoutB == MatmulLayout.panels;
  const kBlock = contractionBlock(k, layoutB), terms = blockTerms(k), nBlock = packed || prepacked ? mostColumns : n;
  const tiles = packsTiles ? scratch + floatBytes(panelFloats(kBlock, mostColumns, layoutB)) : 0;
  for (let j = 0; j < n; j += nBlock) {
    const columns = minCount(nBlock, n - j);
    const cColumn = c + floatBytes(j);
    for (let from = 0; from < k; from += kBlock) {
      const depth = minCount(kBlock, k - from);
      let panels = scratch, panel = <usize>depth << 5, bStep: usize = 32;
      if (prepacked) {
        panels = b + <usize>j * bRow + (<usize>from << 5);
        panel = bRow << 3;
      } else if (!packed) {
        panels = b + <usize>from * bRow;
        panel = 32;
        bStep = bRow;
      } else if (layoutB == MatmulLayout.transposed) packTransposedPanels(depth, columns, b + <usize>j * bRow + floatBytes(from), bRow, panels);
      else packPanels(depth, columns, b + <usize>from * bRow + floatBytes(j), bRow, panels);
      let init: usize = 0, initRow = cRow, initBatch = cBatch, biasColumn: usize = 0;
      if (from > 0) init = cColumn;
      else if (residual) {
        init = residual + floatBytes(j);
        if (bias) biasColumn = bias + floatBytes(j);
      } else if (bias) {
        init = bias + floatBytes(j);
        initRow = 0;
        initBatch = 0;
      }
      let aBlock = a + (transposeA ? <usize>from * aRow : floatBytes(from));
      let cBlock = cColumn;
      for (let i = 0; i < batch; i++) {
        if (transposeA) {
          multiplyTransposedBlock(m, columns, depth, aBlock, aRow, tiles, panels, panel, bStep, cBlock, cRow, init, initRow, biasColumn, terms);
        } else multiplyBlock(m, columns, depth, aBlock, aRow, panels, panel, bStep, cBlock, cRow, init, initRow, biasColumn, terms, prepacked);
        aBlock += aBatch;
        cBlock += cBatch;
        if (init) init += initBatch;
      }
    }
  }
}
