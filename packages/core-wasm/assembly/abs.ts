import { storePartial } from './simd';

/** y = |x|. */
export function abs(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.abs(v128.load(x)));
  if (count > 0) storePartial(y, f32x4.abs(v128.load(x)), count);
}

/** dy with the sign of x put on it; 0 where x is 0 or NaN. */
// @ts-ignore: decorator
@inline
function signedBy(dy: v128, x: v128): v128 {
  const zero = f32x4.splat(0);
  return v128.or(v128.and(dy, f32x4.gt(x, zero)), v128.and(f32x4.neg(dy), f32x4.lt(x, zero)));
}

/** dx = dy where x > 0, -dy where x < 0, else 0. */
export function absBackward(dy: usize, x: usize, dx: usize, count: i32): void {
  for (; count >= 4; count -= 4, dy += 16, x += 16, dx += 16)
    v128.store(dx, signedBy(v128.load(dy), v128.load(x)));
  if (count > 0) storePartial(dx, signedBy(v128.load(dy), v128.load(x)), count);
}
