import { floatBytes } from './simd';

/** y = x; gives the position of the first element beyond from .. to, or -1. */
export function inRange(x: usize, y: usize, count: i32, from: f32, to: f32, nan: bool): i32 {
  for (let i = 0; i < count; i++) {
    const value = load<f32>(x + floatBytes(i));
    const fits = (value >= from && value <= to) || (nan && isNaN(value));
    if (!fits) return i;
    store<f32>(y + floatBytes(i), value);
  }
  return -1;
}
