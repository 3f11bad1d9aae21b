import { storePartial } from './simd';
import { sinVector } from './sin-vector';

/** y = cos x. */
export function cos(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, sinVector(v128.load(x), 1));
  if (count > 0) storePartial(y, sinVector(v128.load(x), 1), count);
}
