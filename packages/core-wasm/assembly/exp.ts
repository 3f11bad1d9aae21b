import { expVector } from './exp-vector';
import { storePartial } from './simd';

/** y = e^x. */
export function exp(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, expVector(v128.load(x)));
  if (count > 0) storePartial(y, expVector(v128.load(x)), count);
}
