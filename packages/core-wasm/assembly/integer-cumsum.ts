import { floatBytes } from './simd';

/** Sums of the int32 so far along the middle axis of x [outer, count, inner], which wrap around. */
export function integerCumsum(x: usize, y: usize, outer: i32, count: i32, inner: i32): void {
  const step = floatBytes(inner), last = step * (count - 1);
  if (count == 0) return;
  for (let i = 0; i < outer; i++, x += last, y += last) {
    for (let j = 0; j < inner; j++, x += 4, y += 4) {
      let sum = 0;
      for (let index = 0, at: usize = 0; index < count; index++, at += step) {
        sum += load<i32>(x + at);
        store<i32>(y + at, sum);
      }
    }
  }
}
