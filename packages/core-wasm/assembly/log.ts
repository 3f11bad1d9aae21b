import { logVector } from './log-vector';
import { storePartial } from './simd';

/** y = ln x. */
export function log(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, logVector(v128.load(x)));
  if (count > 0) storePartial(y, logVector(v128.load(x)), count);
}
