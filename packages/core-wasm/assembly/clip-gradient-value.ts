import { storeUpTo } from './simd';

/** gradient = min(max(gradient, -limit), limit); NaN stays. */
export function clipGradientValue(gradient: usize, count: i32, limit: f32): void {
  const upper = f32x4.splat(limit), lower = f32x4.splat(-limit);
  for (; count > 0; count -= 4, gradient += 16)
    storeUpTo(gradient, f32x4.pmin(f32x4.pmax(v128.load(gradient), lower), upper), count);
}
