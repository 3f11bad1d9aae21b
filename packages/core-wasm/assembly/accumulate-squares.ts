import { floatBytes, fma, loadPartial, minCount, sumLanes } from './simd';

const BLOCK: i32 = 1024;

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

/** The sum of the squares of each 1024 floats, in float32. */
export function squareBlocks(x: usize, count: i32, sums: usize): void {
  for (; count > 0; count -= BLOCK, x += floatBytes(BLOCK), sums += 4) store<f32>(sums, blockSquares(x, minCount(count, BLOCK)));
}

/** total += the sums of blocks, in float64 and in their order. */
export function addBlockSums(sums: usize, blocks: i32, total: usize): void {
  let sum: f64 = 0;
  for (; blocks > 0; blocks--, sums += 4) sum += <f64>load<f32>(sums);
  store<f32>(total, <f32>(<f64>load<f32>(total) + sum));
}

/** total += sum(x^2); sums: scratch for a float each 1024. */
export function accumulateSquares(x: usize, count: i32, total: usize, sums: usize): void {
  squareBlocks(x, count, sums);
  addBlockSums(sums, (count + BLOCK - 1) / BLOCK, total);
}
