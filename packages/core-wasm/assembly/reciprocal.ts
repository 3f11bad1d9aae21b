import { storePartial } from './simd';

// @ts-ignore: decorator
@inline
function reciprocalVector(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), x);
}

/** y = 1 / x. */
export function reciprocal(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, reciprocalVector(v128.load(x)));
  if (count > 0) storePartial(y, reciprocalVector(v128.load(x)), count);
}
