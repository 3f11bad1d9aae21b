import { blockTerms } from './blocked-sums';
import { LONGEST_CONTRACTION, multiplyBlock } from './matmul-blocks';
import { padRow, PREPARED_BLOCK, prepareRow, raiseRow, roundRow } from './quantized-activations';
import { multiplyPanelBf16, multiplyPanelF16, multiplyPanelInt4, multiplyPanelInt8 } from './quantized-panels';
import { PANEL_ROWS } from '../src/contract/quantized-panel';
import { packedPanelBytes, panelScalesBytes, unpackPanel } from './quantized-rows';
import { floatBytes, maxCount, minCount } from './simd';

/** Up to this many rows are multiplied one by one, from the packed words (measured). */
const FEW_ROWS = 16;
/** Blocks of 32 columns that one row adds in one chain: 512 terms of each of two chains, or 512 blocks summed as integers. */
const HALVES_STRETCH: i32 = 32;
const INTEGERS_STRETCH: i32 = 512;
/** Bytes in front of the prepared rows: scratch for an incomplete block of activations, or a float for each raised row. */
const PADDED: usize = 128;

/** Bytes of a row of x as the kernels of packed panels read it; with many rows all formats read floats. */
function preparedRowBytes(bits: i32, m: i32, blocks: i32): usize {
  return bits == 16 || m > FEW_ROWS ? floatBytes(32 * blocks) : PREPARED_BLOCK * blocks;
}

/** Bytes that m prepared rows of x take. */
export function quantizedPreparedBytes(bits: i32, m: i32, width: i32): usize {
  return PADDED + preparedRowBytes(bits, m, (width + 31) >> 5) * m;
}

/** Bytes of scratch that quantizedPanels needs besides. */
export function quantizedScratchBytes(m: i32, width: i32): usize {
  return m > FEW_ROWS ? floatBytes(PANEL_ROWS * maxCount(LONGEST_CONTRACTION, blockTerms(width))) : 0;
}

/** x[m, width] as quantizedPanels takes it: rounded where the weight has integers, and padded. */
export function quantizedPrepare(bits: i32, half: bool, m: i32, width: i32, x: usize, prepared: usize): void {
  const blocks = (width + 31) >> 5, bytes = preparedRowBytes(bits, m, blocks);
  let to = prepared + PADDED, back = prepared;
  for (const end = x + floatBytes(width) * m; x < end; x += floatBytes(width), to += bytes, back += 4) {
    if (bits != 16 && m <= FEW_ROWS) prepareRow(bits, width, x, to, prepared);
    else {
      padRow(width, blocks, x, to);
      if (bits != 16) roundRow(blocks, to);
      else if (half && m <= FEW_ROWS) raiseRow(blocks, to, back);
    }
  }
}

/**
 * The columns of y[m, n] = x W^T + bias (0: none) that the panels first..last - 1 of W [n, width] make; scales 0 for 16 bits,
 * which are half precision or bfloat16.
 */
export function quantizedPanels(
  first: i32, last: i32, bits: i32, half: bool, m: i32, n: i32, width: i32, prepared: usize, packed: usize, scales: usize,
  bias: usize, y: usize, scratch: usize,
): void {
  const blocks = (width + 31) >> 5, xRow = preparedRowBytes(bits, m, blocks), yRow = floatBytes(n);
  const x = prepared + PADDED, bytes = packedPanelBytes(bits, blocks), scalesBytes = panelScalesBytes(bits, blocks);
  for (; first < last; first++) {
    const count = minCount(PANEL_ROWS, n - PANEL_ROWS * first), from = floatBytes(PANEL_ROWS) * first;
    const words = packed + bytes * first, ofPanel = scales + scalesBytes * first, biases = bias ? bias + from : 0;
    if (m > FEW_ROWS) {
      multiplyUnpacked(bits, half, m, count, width, x, xRow, words, ofPanel, biases, y + from, yRow, scratch);
      continue;
    }
    for (let i = 0; i < m; i++) {
      multiplyFew(bits, half, count, blocks, x + xRow * i, prepared + floatBytes(i), words, ofPanel, biases, y + yRow * i + from);
    }
  }
}

/** One row times one packed panel: stretches of it are added apart and then to y, for long sums to keep their digits. */
function multiplyFew(
  bits: i32, half: bool, count: i32, blocks: i32, x: usize, back: usize, packed: usize, scales: usize, bias: usize, y: usize,
): void {
  const stretch = bits == 16 ? HALVES_STRETCH : INTEGERS_STRETCH;
  const xBytes = bits == 16 ? floatBytes(32 * stretch) : PREPARED_BLOCK * stretch;
  do {
    const length = minCount(stretch, blocks);
    if (half) multiplyPanelF16(count, length, x, back, packed, bias, y);
    else if (bits == 16) multiplyPanelBf16(count, length, x, packed, bias, y);
    else if (bits == 8) multiplyPanelInt8(count, length, x, packed, scales, bias, y);
    else multiplyPanelInt4(count, length, x, packed, scales, bias, y);
    x += xBytes, packed += packedPanelBytes(bits, length), bias = y, blocks -= length;
    if (bits == 4) scales += panelScalesBytes(bits, length);
  } while (blocks > 0);
}

/** One packed panel, unpacked into panels of matmul, times all rows. */
function multiplyUnpacked(
  bits: i32, half: bool, m: i32, count: i32, width: i32, x: usize, xRow: usize, packed: usize, scales: usize, bias: usize,
  y: usize, yRow: usize, panels: usize,
): void {
  const terms = blockTerms(width), stretch = maxCount(LONGEST_CONTRACTION, terms);
  for (let depth = 0; depth < width; depth += stretch) {
    const length = minCount(stretch, width - depth), block = depth >> 5, blocks = (length + 31) >> 5;
    const other = floatBytes(32 * 8) * blocks, init = depth > 0 ? y : bias;
    unpackPanel(bits, half, blocks, packed + packedPanelBytes(bits, block), bits == 4 ? scales + (<usize>block << 6) : scales,
      panels, other);
    multiplyBlock(m, count, length, x + floatBytes(depth), xRow, panels, other, 32, y, yRow, init, depth > 0 ? yRow : 0, 0, terms, false);
  }
}
