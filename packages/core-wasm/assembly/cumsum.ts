import { floatBytes } from './simd';

/** Sums of the elements so far along the middle axis of x [outer, count, inner], from its end in reverse. In float64. */
export function cumsum(x: usize, y: usize, outer: i32, count: i32, inner: i32, reverse: bool): void {
  const step = floatBytes(inner), last = step * (count - 1);
  for (let i = 0; i < outer; i++, x += last, y += last) {
    for (let j = 0; j < inner; j++, x += 4, y += 4) {
      let sum: f64 = 0, at: usize = reverse ? last : 0;
      for (let index = 0; index < count; index++) {
        sum += <f64>load<f32>(x + at);
        store<f32>(y + at, <f32>sum);
        at = reverse ? at - step : at + step;
      }
    }
  }
}
