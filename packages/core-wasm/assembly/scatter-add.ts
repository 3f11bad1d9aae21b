import { floatBytes, minCount } from './simd';

/** Up to this many terms a sum stays one chain in float32; longer ones are taken in float64. */
const ONE_CHAIN: i32 = 512;
/** Columns whose float64 sums are kept at once. */
const STRIP: i32 = 8;

/** Bytes of scratch that scatterAdd needs. */
export function scatterAddScratchBytes(size: i32, count: i32, inner: i32): usize {
  return count <= ONE_CHAIN ? 0 : (<usize>size * minCount(STRIP, inner)) << 3;
}

/** y[o][index[o][j][i]][i] += source[o][j][i]: y [outer, size, inner], index and source [outer, count, inner]. */
export function scatterAdd(
  y: usize, index: usize, source: usize, outer: i32, size: i32, count: i32, inner: i32, scratch: usize,
): void {
  const step = floatBytes(count * inner);
  for (; outer > 0; outer--, y += floatBytes(size * inner), index += step, source += step)
    scatterAddColumns(0, inner, y, index, source, size, count, inner, scratch);
}

/** The elements i = first .. last - 1 of one outer index. */
export function scatterAddColumns(
  first: i32, last: i32, y: usize, index: usize, source: usize, size: i32, count: i32, inner: i32, scratch: usize,
): void {
  y += floatBytes(first);
  index += floatBytes(first);
  source += floatBytes(first);
  let width = last - first;
  if (count <= ONE_CHAIN) return addColumns(width, y, index, source, count, inner);
  for (; width > 0; width -= STRIP, y += floatBytes(STRIP), index += floatBytes(STRIP), source += floatBytes(STRIP))
    addStrip(minCount(STRIP, width), y, index, source, size, count, inner, scratch);
}

function addColumns(width: i32, y: usize, index: usize, source: usize, count: i32, inner: i32): void {
  const rest = floatBytes(inner - width);
  for (let j = 0; j < count; j++, index += rest, source += rest)
    for (let i = 0; i < width; i++, index += 4, source += 4) {
      const to = y + floatBytes(load<i32>(index) * inner + i);
      store<f32>(to, load<f32>(to) + load<f32>(source));
    }
}

/** Up to STRIP columns, whose sums [size, width] are taken in scratch. */
function addStrip(width: i32, y: usize, index: usize, source: usize, size: i32, count: i32, inner: i32, scratch: usize): void {
  const rest = floatBytes(inner - width);
  for (let row = 0; row < size; row++)
    for (let i = 0; i < width; i++)
      store<f64>(scratch + ((<usize>row * width + i) << 3), <f64>load<f32>(y + floatBytes(row * inner + i)));
  for (let j = 0; j < count; j++, index += rest, source += rest)
    for (let i = 0; i < width; i++, index += 4, source += 4) {
      const to = scratch + ((<usize>load<u32>(index) * width + i) << 3);
      store<f64>(to, load<f64>(to) + <f64>load<f32>(source));
    }
  for (let row = 0; row < size; row++)
    for (let i = 0; i < width; i++)
      store<f32>(y + floatBytes(row * inner + i), <f32>load<f64>(scratch + ((<usize>row * width + i) << 3)));
}
