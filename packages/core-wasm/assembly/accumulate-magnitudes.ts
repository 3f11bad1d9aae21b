import { loadPartial } from './simd';

/** total += sum(|x|), in float64 lanes. */
export function accumulateMagnitudes(x: usize, count: i32, total: usize): void {
  let low = f64x2.splat(0), high = low;
  for (; count > 0; count -= 4, x += 16) {
    const values = f32x4.abs(count >= 4 ? v128.load(x) : loadPartial(x, count));
    low = f64x2.add(low, f64x2.promote_low_f32x4(values));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 0, 1)));
  }
  const sums = f64x2.add(low, high);
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  store<f32>(total, <f32>(<f64>load<f32>(total) + sum));
}
