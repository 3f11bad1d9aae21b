import { floatBytes, storePartial } from './simd';

/** target += x. */
export function accumulate(target: usize, x: usize, count: i32): void {
  const end = target + floatBytes(count & -16);
  for (; target < end; target += 64, x += 64) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(x)));
    v128.store(target, f32x4.add(v128.load(target, 16), v128.load(x, 16)), 16);
    v128.store(target, f32x4.add(v128.load(target, 32), v128.load(x, 32)), 32);
    v128.store(target, f32x4.add(v128.load(target, 48), v128.load(x, 48)), 48);
  }
  count &= 15;
  for (; count >= 4; count -= 4, target += 16, x += 16)
    v128.store(target, f32x4.add(v128.load(target), v128.load(x)));
  if (count > 0) storePartial(target, f32x4.add(v128.load(target), v128.load(x)), count);
}
