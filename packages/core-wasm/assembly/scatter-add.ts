import { floatBytes } from './simd';

/** y[o][index[o][j][i]][i] += source[o][j][i]: y [outer, size, inner], index and source [outer, count, inner]. */
export function scatterAdd(y: usize, index: usize, source: usize, outer: i32, size: i32, count: i32, inner: i32): void {
  for (; outer > 0; outer--, y += floatBytes(size * inner))
    for (let j = 0; j < count; j++)
      for (let i = 0; i < inner; i++, index += 4, source += 4) {
        const to = y + floatBytes(load<i32>(index) * inner + i);
        store<f32>(to, load<f32>(to) + load<f32>(source));
      }
}
