import { loadPartial } from './simd';

/** total = max(total, |x|); a NaN anywhere is the result. */
export function accumulateLargest(x: usize, count: i32, total: usize): void {
  let largest = f32x4.splat(load<f32>(total));
  let bad = f32x4.ne(largest, largest);
  for (; count > 0; count -= 4, x += 16) {
    const values = f32x4.abs(count >= 4 ? v128.load(x) : loadPartial(x, count));
    bad = v128.or(bad, f32x4.ne(values, values));
    largest = f32x4.pmax(largest, values);
  }
  const pairs = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  const result = max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
  store<f32>(total, v128.any_true(bad) ? f32.NaN : result);
}
