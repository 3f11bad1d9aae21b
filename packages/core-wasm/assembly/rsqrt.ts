import { storePartial } from './simd';

// @ts-ignore: decorator
@inline
function rsqrtVector(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
}

/** y = 1 / sqrt(x): infinite at 0, NaN below. */
export function rsqrt(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, rsqrtVector(v128.load(x)));
  if (count > 0) storePartial(y, rsqrtVector(v128.load(x)), count);
}
