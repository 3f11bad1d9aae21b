import { LONGEST_CONTRACTION, multiplyBlock } from './matmul-blocks';
import { packTransposedPanels } from './pack';
import { expandRow, PREPARED_BLOCK, prepareRow } from './quantized-activations';
import { multiplyRowBf16, multiplyRowInt4, multiplyRowInt8 } from './quantized-few-rows';
import { packedRowBytes, unpackRow } from './quantized-rows';
import { floatBytes, minCount } from './simd';

/** Up to this many rows are multiplied one by one, from the packed words (measured). */
const FEW_ROWS = 16;
/** Rows of the weight that stay in L1 while every row of x passes, if few; and that are unpacked at a time, if many. */
const WEIGHT_ROWS = 32;

/** Bytes of a row of x as the packed kernels read it. */
function preparedRowBytes(bits: i32, blocks: i32): usize {
  return bits == 16 ? floatBytes(32 * blocks) : PREPARED_BLOCK * blocks;
}

/** Bytes of scratch that quantizedMatmul needs for these sizes. */
export function quantizedMatmulScratchBytes(bits: i32, m: i32, width: i32): usize {
  const blocks = (width + 31) >> 5, row = floatBytes(32 * blocks);
  if (m <= FEW_ROWS) return 128 + preparedRowBytes(bits, blocks) * m;
  const panels = floatBytes(WEIGHT_ROWS * LONGEST_CONTRACTION);
  return 128 + preparedRowBytes(bits, blocks) + panels + row * (WEIGHT_ROWS + m);
}

/** y[m, n] = x[m, width] W^T + bias (0: none) with W [n, width] packed, bits an element; scales 0 for 16 bits. */
export function quantizedMatmul(
  bits: i32, m: i32, n: i32, width: i32, x: usize, packed: usize, scales: usize, bias: usize, y: usize, scratch: usize,
): void {
  if (m <= FEW_ROWS) multiplyFew(bits, m, n, width, x, packed, scales, bias, y, scratch);
  else multiplyMany(bits, m, n, width, x, packed, scales, bias, y, scratch);
}

function multiplyFew(
  bits: i32, m: i32, n: i32, width: i32, x: usize, packed: usize, scales: usize, bias: usize, y: usize, scratch: usize,
): void {
  const blocks = (width + 31) >> 5, xRow = floatBytes(width), yRow = floatBytes(n);
  const prepared = scratch + 128, preparedRow = preparedRowBytes(bits, blocks);
  for (let i = 0; i < m; i++, x += xRow) {
    const row = prepared + preparedRow * i;
    if (bits == 16) {
      memory.fill(row, 0, preparedRow);
      memory.copy(row, x, xRow);
    } else prepareRow(width, x, row, scratch);
  }
  const most = m == 1 ? n : WEIGHT_ROWS;
  const scalesRow = floatBytes(bits == 8 ? 1 : blocks);
  for (let from = 0; from < n; from += most) {
    const count = minCount(most, n - from);
    const words = packed + packedRowBytes(bits, blocks) * from, biases = bias ? bias + floatBytes(from) : 0;
    for (let i = 0; i < m; i++) {
      const row = prepared + preparedRow * i, to = y + yRow * i + floatBytes(from);
      if (bits == 16) multiplyRowBf16(count, blocks, row, words, biases, to);
      else if (bits == 8) multiplyRowInt8(count, blocks, row, words, scales + scalesRow * from, biases, to);
      else multiplyRowInt4(count, blocks, row, words, scales + scalesRow * from, biases, to);
    }
  }
}

/** Rows of the weight are unpacked in blocks and go through the panels of matmul; x is what its rounding stands for. */
function multiplyMany(
  bits: i32, m: i32, n: i32, width: i32, x: usize, packed: usize, scales: usize, bias: usize, y: usize, scratch: usize,
): void {
  const blocks = (width + 31) >> 5, row = floatBytes(32 * blocks), yRow = floatBytes(n);
  const prepared = scratch + 128, panels = prepared + preparedRowBytes(bits, blocks);
  const weight = panels + floatBytes(WEIGHT_ROWS * LONGEST_CONTRACTION), expanded = weight + row * WEIGHT_ROWS;
  let a = x, aRow = floatBytes(width);
  if (bits != 16) {
    for (let i = 0; i < m; i++) {
      prepareRow(width, x + aRow * i, prepared, scratch);
      expandRow(blocks, prepared, expanded + row * i);
    }
    a = expanded;
    aRow = row;
  }
  for (let from = 0; from < n; from += WEIGHT_ROWS) {
    const count = minCount(WEIGHT_ROWS, n - from), to = y + floatBytes(from);
    for (let i = 0; i < count; i++) unpackRow(bits, from + i, blocks, packed, scales, weight + row * i);
    for (let depth = 0; depth < width; depth += LONGEST_CONTRACTION) {
      const length = minCount(LONGEST_CONTRACTION, width - depth);
      packTransposedPanels(length, count, weight + floatBytes(depth), row, panels);
      const init = depth > 0 ? to : bias ? bias + floatBytes(from) : 0;
      multiplyBlock(m, count, length, a + floatBytes(depth), aRow, panels, <usize>length << 5, 32, to, yRow,
        init, depth > 0 ? yRow : 0, 0, false);
    }
  }
}
