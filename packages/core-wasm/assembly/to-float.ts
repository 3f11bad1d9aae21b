import { storePartial } from './simd';

/** y = x, int32, as float32. */
export function toFloat(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, f32x4.convert_i32x4_s(v128.load(x)));
  if (count > 0) storePartial(y, f32x4.convert_i32x4_s(v128.load(x)), count);
}
