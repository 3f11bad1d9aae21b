import { ROW_TERMS } from './blocked-sums';
import { shiftedSum } from './cross-entropy';
import { touchLines } from './matmul-blocks';
import { floatBytes, fma, loadPartial, minCount, negatedFma, roundUp, storePartial, sumLanes } from './simd';
import { sumPartials } from './sum-partials';

/** Rows whose dweight and dbias are summed together: fixed, so that sums do not depend on how rows are split. */
export const NORM_CHUNK_ROWS = 64;
/** Rows handled together, so that dweight and dbias are loaded and stored once for all of them. */
const GROUP_ROWS = 4;
/** Of each row of the group: mean as float32 has it, what that leaves, rstd, mean(g), rstd^3 mean(g (x - mean)). */
const ROW_BYTES: usize = 32;
/** Means of more standard deviations than this leave something behind when float32 rounds them: 6e-8 of themselves. */
const LARGE_MEAN: f32 = 8;
const GROUP_BYTES: usize = <usize>GROUP_ROWS * ROW_BYTES;

/** Chunks that so many rows make. */
export function chunks(rows: i32): i32 {
  return (rows + NORM_CHUNK_ROWS - 1) / NORM_CHUNK_ROWS;
}

/** Floats of a partial sum of a row. */
export function partialFloats(columns: i32): i32 {
  return roundUp(columns, 4);
}

/** Bytes of scratch that layerNormBackward needs: dweight and dbias of each chunk, four numbers of each row of a group. */
export function layerNormBackwardScratchBytes(rows: i32, columns: i32): usize {
  return GROUP_BYTES + floatBytes(2 * partialFloats(columns)) * chunks(rows);
}

/**
 * With g = dy weight and n = (x - mean) rstd: dx = rstd (g - mean(g) - n mean(g n)) + dresidual, dweight = sum of dy n,
 * dbias = sum of dy. weight, dresidual, dweight and dbias may be 0 (none).
 */
export function layerNormBackward(
  dy: usize, x: usize, weight: usize, stats: usize, dresidual: usize, dx: usize, dweight: usize, dbias: usize,
  rows: i32, columns: i32, scratch: usize,
): void {
  const partials = scratch + GROUP_BYTES;
  const partialBytes = floatBytes(2 * partialFloats(columns));
  const wanted = dweight != 0 || dbias != 0;
  for (let chunk = 0; chunk < chunks(rows); chunk++) {
    const partial = wanted ? partials + partialBytes * chunk : 0;
    layerNormBackwardChunk(chunk, dy, x, weight, stats, dresidual, dx, partial, rows, columns, scratch);
  }
  if (dweight) sumPartials(partials, partialBytes, chunks(rows), dweight, columns);
  if (dbias) sumPartials(partials + partialBytes / 2, partialBytes, chunks(rows), dbias, columns);
}

/** The rows 64 chunk .. 64 chunk + 63; partial (or 0) receives their share of dweight, then of dbias. */
export function layerNormBackwardChunk(
  chunk: i32, dy: usize, x: usize, weight: usize, stats: usize, dresidual: usize, dx: usize, partial: usize,
  rows: i32, columns: i32, group: usize,
): void {
  const rowBytes = floatBytes(columns);
  const first = chunk * NORM_CHUNK_ROWS, last = minCount(rows, first + NORM_CHUNK_ROWS);
  if (partial) memory.fill(partial, 0, floatBytes(2 * partialFloats(columns)));
  for (let row = first; row < last; row += GROUP_ROWS) {
    const count = minCount(GROUP_ROWS, last - row);
    const offset = rowBytes * row;
    let careful = false;
    for (let i = 0; i < count; i++) {
      const at = offset + rowBytes * i;
      careful = careful | rowMeans(dy + at, x + at, weight, stats + (<usize>(row + i) << 3), columns, group + ROW_BYTES * i);
    }
    let residual: usize = 0;
    if (dresidual) {
      residual = dresidual + offset;
      touchLines(residual, rowBytes * count); // in one stream: row beside row it would come line by line
    }
    if (careful) groupGradients(true, count, dy + offset, x + offset, weight, residual, dx + offset, partial, columns, group);
    else groupGradients(false, count, dy + offset, x + offset, weight, residual, dx + offset, partial, columns, group);
  }
}

/** means = (mean, rest, rstd, mean(g), rstd^3 mean(g (x - mean - rest))) of one row. Gives whether the rest counts. */
function rowMeans(dy: usize, x: usize, weight: usize, stats: usize, columns: i32, means: usize): bool {
  const mean = load<f32>(stats), rstd = load<f32>(stats, 4);
  const share = <f32>1 / <f32>columns;
  const careful = abs<f32>(mean) * rstd > LARGE_MEAN;
  const rest: f32 = careful ? shiftedSum(x, 0, columns, mean) * share : 0;
  const shifts = f32x4.splat(mean);
  let g0 = f32x4.splat(0), g1 = g0, n0 = g0, n1 = g0;
  let sumG = g0, sumN = g0;
  let count = columns, before = columns - ROW_TERMS;
  if (weight) {
    for (; count >= 8; count -= 8, dy += 32, x += 32, weight += 32) {
      if (count <= before) {
        before -= ROW_TERMS;
        sumG = f32x4.add(sumG, f32x4.add(g0, g1));
        sumN = f32x4.add(sumN, f32x4.add(n0, n1));
        g0 = f32x4.splat(0), g1 = g0, n0 = g0, n1 = g0;
      }
      const a = f32x4.mul(v128.load(dy), v128.load(weight)), b = f32x4.mul(v128.load(dy, 16), v128.load(weight, 16));
      g0 = f32x4.add(g0, a);
      g1 = f32x4.add(g1, b);
      n0 = fma(a, f32x4.sub(v128.load(x), shifts), n0);
      n1 = fma(b, f32x4.sub(v128.load(x, 16), shifts), n1);
    }
  }
  for (; count > 0; count -= 4, dy += 16, x += 16) {
    if (count <= before) {
      before -= ROW_TERMS;
      sumG = f32x4.add(sumG, g0);
      sumN = f32x4.add(sumN, n0);
      g0 = f32x4.splat(0), n0 = g0;
    }
    let g = count >= 4 ? v128.load(dy) : loadPartial(dy, count);
    // Past the row weight may hold anything, 0 times a NaN too: the partial load comes first.
    if (weight) {
      g = f32x4.mul(g, count >= 4 ? v128.load(weight) : loadPartial(weight, count));
      weight += 16;
    }
    g0 = f32x4.add(g0, g);
    n0 = fma(g, f32x4.sub(count >= 4 ? v128.load(x) : loadPartial(x, count), shifts), n0);
  }
  const meanG = sumLanes(f32x4.add(sumG, f32x4.add(g0, g1))) * share;
  const meanGN = sumLanes(f32x4.add(sumN, f32x4.add(n0, n1))) * share - rest * meanG;
  store<f32>(means, mean);
  store<f32>(means, rest, 4);
  store<f32>(means, rstd, 8);
  store<f32>(means, meanG, 12);
  store<f32>(means, rstd * rstd * (rstd * meanGN), 16);
  return careful;
}

/** dx of up to four rows, and their share of dweight and dbias. dresidual may be 0 (none). */
// @ts-ignore: decorator
@inline
function groupGradients(
  careful: bool, count: i32, dy: usize, x: usize, weight: usize, dresidual: usize, dx: usize, partial: usize, columns: i32, group: usize,
): void {
  const rowBytes = floatBytes(columns);
  const biasOffset = floatBytes(partialFloats(columns));
  const groupEnd = group + ROW_BYTES * count;
  for (; columns > 0; columns -= 4, dy += 16, x += 16, dx += 16) {
    // Whole vectors are read past the end of a row; only its own lanes are stored.
    let w = f32x4.splat(1);
    if (weight) {
      w = v128.load(weight);
      weight += 16;
    }
    let ofWeight = f32x4.splat(0), ofBias = ofWeight;
    let at: usize = 0;
    for (let means = group; means < groupEnd; means += ROW_BYTES, at += rowBytes) {
      let d = f32x4.sub(v128.load(x + at), v128.load32_splat(means));
      if (careful) d = f32x4.sub(d, v128.load32_splat(means, 4));
      const gradient = v128.load(dy + at), rstd = v128.load32_splat(means, 8);
      ofWeight = fma(f32x4.mul(gradient, rstd), d, ofWeight);
      ofBias = f32x4.add(ofBias, gradient);
      const centered = f32x4.sub(f32x4.mul(gradient, w), v128.load32_splat(means, 12));
      let value = negatedFma(d, v128.load32_splat(means, 16), f32x4.mul(centered, rstd));
      if (dresidual) value = f32x4.add(value, v128.load(dresidual + at));
      if (columns >= 4) v128.store(dx + at, value);
      else storePartial(dx + at, value, columns);
    }
    if (dresidual) dresidual += 16;
    if (partial) {
      v128.store(partial, f32x4.add(v128.load(partial), ofWeight));
      v128.store(partial + biasOffset, f32x4.add(v128.load(partial + biasOffset), ofBias));
      partial += 16;
    }
  }
}
