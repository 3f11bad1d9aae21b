import { storePartial } from './simd';
import { sinVector } from './sin-vector';

/** sin x; a zero keeps its sign. */
// @ts-ignore: decorator
@inline
function signedSin(x: v128): v128 {
  return v128.bitselect(x, sinVector(x, 0), f32x4.eq(x, f32x4.splat(0)));
}

/** y = sin x. */
export function sin(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, signedSin(v128.load(x)));
  if (count > 0) storePartial(y, signedSin(v128.load(x)), count);
}
