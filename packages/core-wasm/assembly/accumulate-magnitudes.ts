import { floatBytes, loadPartial, minCount } from './simd';

/** Floats whose magnitudes are summed together. */
export const MAGNITUDES_BLOCK: i32 = 16384;

function blockMagnitudes(x: usize, count: i32): f64 {
  let low = f64x2.splat(0), high = low;
  for (; count > 0; count -= 4, x += 16) {
    const values = f32x4.abs(count >= 4 ? v128.load(x) : loadPartial(x, count));
    low = f64x2.add(low, f64x2.promote_low_f32x4(values));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 0, 1)));
  }
  const sums = f64x2.add(low, high);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** The sum of |x| over each 16384 floats, as float64. */
export function magnitudeBlocks(x: usize, count: i32, sums: usize): void {
  for (; count > 0; count -= MAGNITUDES_BLOCK, x += floatBytes(MAGNITUDES_BLOCK), sums += 8) store<f64>(sums, blockMagnitudes(x, minCount(count, MAGNITUDES_BLOCK)));
}

/** total += the sums of blocks, in their order. */
export function addBlockMagnitudes(sums: usize, blocks: i32, total: usize): void {
  let sum: f64 = 0;
  for (; blocks > 0; blocks--, sums += 8) sum += load<f64>(sums);
  store<f32>(total, <f32>(<f64>load<f32>(total) + sum));
}

/** total += sum(|x|), in float64 lanes; sums: scratch for a float64 of each block. */
export function accumulateMagnitudes(x: usize, count: i32, total: usize, sums: usize): void {
  magnitudeBlocks(x, count, sums);
  addBlockMagnitudes(sums, (count + MAGNITUDES_BLOCK - 1) / MAGNITUDES_BLOCK, total);
}
