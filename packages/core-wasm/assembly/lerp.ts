import { fma, negatedFma, storeUpTo } from './simd';

/** target += weight (x - target), from the nearer end; rest = 1 - weight. */
export function lerp(target: usize, x: usize, count: i32, weight: f32, rest: f32): void {
  const part = f32x4.splat(weight), other = f32x4.splat(rest);
  const fromTarget = abs(weight) < 0.5;
  for (; count > 0; count -= 4, target += 16, x += 16) {
    const start = v128.load(target), end = v128.load(x);
    const difference = f32x4.sub(end, start);
    storeUpTo(target, fromTarget ? fma(part, difference, start) : negatedFma(other, difference, end), count);
  }
}
