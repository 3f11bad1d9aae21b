import { storePartial } from './simd';

// @ts-ignore: decorator
@inline
function squareVector(x: v128): v128 {
  return f32x4.mul(x, x);
}

/** y = x^2. */
export function square(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, squareVector(v128.load(x)));
  if (count > 0) storePartial(y, squareVector(v128.load(x)), count);
}
