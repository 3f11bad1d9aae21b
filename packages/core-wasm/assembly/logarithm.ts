import { logVector } from './log';
import { storePartial } from './simd';

/** y = ln x. */
export function log(x: usize, y: usize, count: i32): void {
  for (; count >= 8; count -= 8, x += 32, y += 32) {
    v128.store(y, logVector(v128.load(x)));
    v128.store(y, logVector(v128.load(x, 16)), 16);
  }
  if (count >= 4) {
    v128.store(y, logVector(v128.load(x)));
    count -= 4;
    x += 16;
    y += 16;
  }
  if (count > 0) storePartial(y, logVector(v128.load(x)), count);
}
