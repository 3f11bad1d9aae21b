import { floatBytes } from './simd';

/** y[o][index[o][j][i]][i] += source[o][j][i]: y [outer, size, inner], index and source [outer, count, inner]. */
export function scatterAdd(y: usize, index: usize, source: usize, outer: i32, size: i32, count: i32, inner: i32): void {
  const step = floatBytes(count * inner);
  for (; outer > 0; outer--, y += floatBytes(size * inner), index += step, source += step)
    scatterAddColumns(0, inner, y, index, source, count, inner);
}

/** The elements i = first .. last - 1 of one outer index. */
export function scatterAddColumns(first: i32, last: i32, y: usize, index: usize, source: usize, count: i32, inner: i32): void {
  const width = last - first, rest = floatBytes(inner - width);
  y += floatBytes(first);
  index += floatBytes(first);
  source += floatBytes(first);
  for (let j = 0; j < count; j++, index += rest, source += rest)
    for (let i = 0; i < width; i++, index += 4, source += 4) {
      const to = y + floatBytes(load<i32>(index) * inner + i);
      store<f32>(to, load<f32>(to) + load<f32>(source));
    }
}
