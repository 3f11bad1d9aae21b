import { ROW_TERMS } from './blocked-sums';
import { NORM_CHUNK_ROWS, chunks, partialFloats } from './layer-norm-backward';
import { floatBytes, fma, loadPartial, minCount, negatedFma, storePartial, sumLanes } from './simd';
import { sumPartials } from './sum-partials';

/** y = x / sqrt(mean(x^2) + eps) * weight for each row; weight may be 0 (none). stats [rows] = 1 / sqrt(mean(x^2) + eps). */
export function rmsNorm(x: usize, weight: usize, y: usize, stats: usize, rows: i32, columns: i32, eps: f32): void {
  const rowBytes = floatBytes(columns);
  for (let row = 0; row < rows; row++, x += rowBytes, y += rowBytes, stats += 4) {
    const scale = <f32>1 / sqrt<f32>(squareSum(x, columns) / <f32>columns + eps);
    store<f32>(stats, scale);
    scaleRow(x, weight, y, columns, scale);
  }
}

function squareSum(x: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (; count > 0; count -= ROW_TERMS, x += floatBytes(ROW_TERMS)) sum += <f64>blockSquareSum(x, minCount(count, ROW_TERMS));
  return <f32>sum;
}

function blockSquareSum(x: usize, count: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; count >= 16; count -= 16, x += 64) {
    const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
    s0 = fma(x0, x0, s0);
    s1 = fma(x1, x1, s1);
    s2 = fma(x2, x2, s2);
    s3 = fma(x3, x3, s3);
  }
  for (; count > 0; count -= 4, x += 16) {
    const value = count >= 4 ? v128.load(x) : loadPartial(x, count);
    s0 = fma(value, value, s0);
  }
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/** y = x scale weight */
function scaleRow(x: usize, weight: usize, y: usize, count: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  for (; count > 0; count -= 4, x += 16, y += 16) {
    let value = f32x4.mul(v128.load(x), scales);
    if (weight) {
      value = f32x4.mul(value, v128.load(weight));
      weight += 16;
    }
    if (count >= 4) v128.store(y, value);
    else storePartial(y, value, count);
  }
}

/** Bytes of scratch that rmsNormBackward needs: dweight of each chunk. */
export function rmsNormBackwardScratchBytes(rows: i32, columns: i32): usize {
  return floatBytes(partialFloats(columns)) * chunks(rows);
}

/**
 * With g = dy weight and n = x stats: dx = stats (g - n mean(g n)) + dresidual, dweight = sum of dy n. weight, dresidual and
 * dweight may be 0 (none).
 */
export function rmsNormBackward(
  dy: usize, x: usize, weight: usize, stats: usize, dresidual: usize, dx: usize, dweight: usize,
  rows: i32, columns: i32, scratch: usize,
): void {
  const partialBytes = floatBytes(partialFloats(columns));
  for (let chunk = 0; chunk < chunks(rows); chunk++) {
    const partial = dweight ? scratch + partialBytes * chunk : 0;
    rmsNormBackwardChunk(chunk, dy, x, weight, stats, dresidual, dx, partial, rows, columns);
  }
  if (dweight) sumPartials(scratch, partialBytes, chunks(rows), dweight, columns);
}

/** The rows 64 chunk .. 64 chunk + 63; partial (or 0) receives their share of dweight. */
export function rmsNormBackwardChunk(
  chunk: i32, dy: usize, x: usize, weight: usize, stats: usize, dresidual: usize, dx: usize, partial: usize,
  rows: i32, columns: i32,
): void {
  const rowBytes = floatBytes(columns);
  if (partial) memory.fill(partial, 0, floatBytes(partialFloats(columns)));
  const last = minCount(rows, (chunk + 1) * NORM_CHUNK_ROWS);
  for (let row = chunk * NORM_CHUNK_ROWS; row < last; row++) {
    const at = rowBytes * row;
    const scale = load<f32>(stats + floatBytes(row));
    rowGradient(dy + at, x + at, weight, scale, dresidual ? dresidual + at : 0, dx + at, partial, columns);
  }
}

/** Sum of dy weight x; past the row weight may hold anything, 0 times a NaN too: hence the partial loads. */
function gradientSum(dy: usize, x: usize, weight: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (; count > 0; count -= ROW_TERMS, dy += floatBytes(ROW_TERMS), x += floatBytes(ROW_TERMS)) {
    sum += <f64>blockGradientSum(dy, x, weight, minCount(count, ROW_TERMS));
    if (weight) weight += floatBytes(ROW_TERMS);
  }
  return <f32>sum;
}

function blockGradientSum(dy: usize, x: usize, weight: usize, count: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0;
  for (; count >= 8; count -= 8, dy += 32, x += 32) {
    let g0 = v128.load(dy), g1 = v128.load(dy, 16);
    if (weight) {
      g0 = f32x4.mul(g0, v128.load(weight));
      g1 = f32x4.mul(g1, v128.load(weight, 16));
      weight += 32;
    }
    s0 = fma(g0, v128.load(x), s0);
    s1 = fma(g1, v128.load(x, 16), s1);
  }
  for (; count > 0; count -= 4, dy += 16, x += 16) {
    let g = count >= 4 ? v128.load(dy) : loadPartial(dy, count);
    if (weight) {
      g = f32x4.mul(g, count >= 4 ? v128.load(weight) : loadPartial(weight, count));
      weight += 16;
    }
    s0 = fma(g, count >= 4 ? v128.load(x) : loadPartial(x, count), s0);
  }
  return sumLanes(f32x4.add(s0, s1));
}

/** dx of a row, and its share of dweight unless partial is 0. */
function rowGradient(
  dy: usize, x: usize, weight: usize, scale: f32, dresidual: usize, dx: usize, partial: usize, columns: i32,
): void {
  const mean = gradientSum(dy, x, weight, columns) * scale / <f32>columns; // of g n
  const scales = f32x4.splat(scale), means = f32x4.splat(mean);
  for (; columns > 0; columns -= 4, dy += 16, x += 16, dx += 16) {
    const gradient = v128.load(dy), n = f32x4.mul(v128.load(x), scales);
    let g = gradient;
    if (weight) {
      g = f32x4.mul(g, v128.load(weight));
      weight += 16;
    }
    let value = f32x4.mul(scales, negatedFma(n, means, g));
    if (dresidual) {
      value = f32x4.add(value, v128.load(dresidual));
      dresidual += 16;
    }
    if (columns >= 4) v128.store(dx, value);
    else storePartial(dx, value, columns);
    if (partial) {
      v128.store(partial, fma(gradient, n, v128.load(partial)));
      partial += 16;
    }
  }
}
