import { storePartial } from './simd';

/** y = |x|. */
export function abs(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.abs(v128.load(x)));
  if (count > 0) storePartial(y, f32x4.abs(v128.load(x)), count);
}

/** 1, -1, or 0 where x is 0 or NaN. */
// @ts-ignore: decorator
@inline
function sign(x: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  return v128.or(v128.and(one, f32x4.gt(x, zero)), v128.and(f32x4.neg(one), f32x4.lt(x, zero)));
}

/** dx = dy sign(x). */
export function absBackward(dy: usize, x: usize, dx: usize, count: i32): void {
  for (; count >= 4; count -= 4, dy += 16, x += 16, dx += 16)
    v128.store(dx, f32x4.mul(v128.load(dy), sign(v128.load(x))));
  if (count > 0) storePartial(dx, f32x4.mul(v128.load(dy), sign(v128.load(x))), count);
}
