import { floatBytes, storePartial } from './simd';

/** y = factor x; x and y may be the same. */
export function scale(x: usize, y: usize, count: i32, factor: f32): void {
  const by = f32x4.splat(factor);
  const end = y + floatBytes(count & -16);
  for (; y < end; x += 64, y += 64) {
    v128.store(y, f32x4.mul(v128.load(x), by));
    v128.store(y, f32x4.mul(v128.load(x, 16), by), 16);
    v128.store(y, f32x4.mul(v128.load(x, 32), by), 32);
    v128.store(y, f32x4.mul(v128.load(x, 48), by), 48);
  }
  count &= 15;
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.mul(v128.load(x), by));
  if (count > 0) storePartial(y, f32x4.mul(v128.load(x), by), count);
}
