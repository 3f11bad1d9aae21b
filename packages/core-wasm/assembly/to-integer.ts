import { storePartial } from './simd';

/** y = x, float32, cut towards 0, as int32: its end where it has no such number, 0 for NaN. */
export function toInteger(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, i32x4.trunc_sat_f32x4_s(v128.load(x)));
  if (count > 0) storePartial(y, i32x4.trunc_sat_f32x4_s(v128.load(x)), count);
}
