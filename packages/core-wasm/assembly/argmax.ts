import { floatBytes } from './simd';

/** y [outer, inner] = index of the largest of x [outer, count, inner], the first of equals; a NaN is the largest of all. */
export function argmax(x: usize, y: usize, outer: i32, count: i32, inner: i32): void {
  const step = floatBytes(inner);
  for (let i = 0; i < outer; i++, x += step * (count - 1)) {
    for (let j = 0; j < inner; j++, x += 4, y += 4) {
      let best = load<f32>(x), at = 0;
      for (let index = 1, from = x + step; index < count && !isNaN(best); index++, from += step) {
        const value = load<f32>(from);
        if (value > best || isNaN(value)) {
          best = value;
          at = index;
        }
      }
      store<i32>(y, at);
    }
  }
}
