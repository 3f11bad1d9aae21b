import { floatBytes } from './simd';

/** y[o][j][i] = x[o][index[o][j][i]][i]: x [outer, size, inner], index and y [outer, count, inner]. */
export function gather(x: usize, index: usize, y: usize, outer: i32, size: i32, count: i32, inner: i32): void {
  for (; outer > 0; outer--, x += floatBytes(size * inner))
    for (let j = 0; j < count; j++)
      for (let i = 0; i < inner; i++, index += 4, y += 4)
        store<f32>(y, load<f32>(x + floatBytes(load<i32>(index) * inner + i)));
}
