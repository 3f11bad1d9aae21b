import { elementsOf, operandOf, rowBytes } from './operand-table';
import { floatBytes, fma, loadPartial, maxCount, minCount, roundUp, sumLanes } from './simd';

/** Floats whose squares are summed in float32. */
export const SQUARES_BLOCK: i32 = 1024;

function blockSquares(x: usize, count: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; count >= 16; count -= 16, x += 64) {
    const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
    s0 = fma(x0, x0, s0);
    s1 = fma(x1, x1, s1);
    s2 = fma(x2, x2, s2);
    s3 = fma(x3, x3, s3);
  }
  for (; count >= 4; count -= 4, x += 16) s0 = fma(v128.load(x), v128.load(x), s0);
  if (count > 0) {
    const rest = loadPartial(x, count);
    s1 = fma(rest, rest, s1);
  }
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/**
 * The sum of the squares of each block of 1024, in float32: of the blocks among the elements first .. last - 1 of a
 * table of tensors x (see operand-table.ts) that are filled up to whole blocks. sums has a float for each block.
 */
export function squareBlocks(row: usize, rows: i32, first: i32, last: i32, sums: usize): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(1)) {
    const count = elementsOf(row), end = minCount(last, count);
    for (let from = maxCount(first, 0); from < end; from += SQUARES_BLOCK)
      store<f32>(sums + floatBytes(from / SQUARES_BLOCK), blockSquares(operandOf(row, 0, from), minCount(end - from, SQUARES_BLOCK)));
    const filled = roundUp(count, SQUARES_BLOCK);
    first -= filled, last -= filled, sums += floatBytes(filled / SQUARES_BLOCK);
  }
}

/** For each row total += the sums of its blocks, in float64 and in their order. */
export function addBlockSums(row: usize, rows: i32, sums: usize, total: usize): void {
  for (; rows > 0; rows--, row += rowBytes(1)) {
    let sum: f64 = 0;
    let blocks = roundUp(elementsOf(row), SQUARES_BLOCK) / SQUARES_BLOCK;
    for (; blocks > 0; blocks--, sums += 4) sum += <f64>load<f32>(sums);
    store<f32>(total, <f32>(<f64>load<f32>(total) + sum));
  }
}

/**
 * total += sum(x^2) for each row of a table of `elements`, tensor after tensor. Rows are filled up to whole blocks, and
 * sums is scratch for a float32 of each block.
 */
export function accumulateSquares(row: usize, rows: i32, elements: i32, sums: usize, total: usize): void {
  squareBlocks(row, rows, 0, elements, sums);
  addBlockSums(row, rows, sums, total);
}
