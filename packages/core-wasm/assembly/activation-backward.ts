import { reluBackward } from './relu';
import { floatBytes, loadPartial, maxCount, minCount, roundUp, storePartial } from './simd';
import { addRows, FLOAT32_ROWS } from './sum';
import { sumPartials } from './sum-partials';

/** What an activation leaves of dy: its product with the slope, or itself where y > 0. */
export enum ActivationGate {
  slope = 0,
  sign = 1,
}
/** Elements of dx that the first-level cache keeps until they are summed. */
const CACHED: i32 = 4096;

/** Bytes of scratch that activationBackward needs: the column sums of each block of rows. */
export function activationBackwardScratchBytes(rows: i32, columns: i32): usize {
  return floatBytes(roundUp(columns, 4)) * ((rows + FLOAT32_ROWS - 1) / FLOAT32_ROWS);
}

/** dx [rows, columns] = dy let through by `gate` (the slope, or y), and dbias [columns], its sum over rows. dx may be dy. */
export function activationBackward(
  kind: ActivationGate, dy: usize, gate: usize, dx: usize, dbias: usize, rows: i32, columns: i32, scratch: usize,
): void {
  const blocks = (rows + FLOAT32_ROWS - 1) / FLOAT32_ROWS;
  for (let block = 0; block < blocks; block++) activationBackwardBlock(kind, block, dy, gate, dx, rows, columns, scratch);
  sumBlocks(scratch, blocks, dbias, columns);
}

/** The rows 128 block .. 128 block + 127, whose column sums go to their place in the scratch. */
export function activationBackwardBlock(
  kind: ActivationGate, block: i32, dy: usize, gate: usize, dx: usize, rows: i32, columns: i32, scratch: usize,
): void {
  const first = block * FLOAT32_ROWS, last = minCount(rows, first + FLOAT32_ROWS);
  const partial = scratch + floatBytes(roundUp(columns, 4)) * block;
  memory.fill(partial, 0, floatBytes(roundUp(columns, 4)));
  // Some rows at a time: their sums are taken while dx is in the first-level cache. Fours of rows, which addRows adds first.
  const rowsAtOnce = maxCount(4, (CACHED / columns) & -4);
  const bytes = floatBytes(columns);
  for (let row = first; row < last; row += rowsAtOnce) {
    const count = minCount(rowsAtOnce, last - row), offset = bytes * row;
    if (kind == ActivationGate.sign) reluBackward(dy + offset, gate + offset, dx + offset, count * columns);
    else multiply(dy + offset, gate + offset, dx + offset, count * columns);
    addRows(dx + offset, bytes, count, partial, columns);
  }
}

/** dx = dy slope. dx may be dy. */
function multiply(dy: usize, slope: usize, dx: usize, count: i32): void {
  for (const end = dx + floatBytes(count & -16); dx < end; dx += 64, dy += 64, slope += 64) {
    v128.store(dx, f32x4.mul(v128.load(dy), v128.load(slope)));
    v128.store(dx, f32x4.mul(v128.load(dy, 16), v128.load(slope, 16)), 16);
    v128.store(dx, f32x4.mul(v128.load(dy, 32), v128.load(slope, 32)), 32);
    v128.store(dx, f32x4.mul(v128.load(dy, 48), v128.load(slope, 48)), 48);
  }
  for (count &= 15; count >= 4; count -= 4, dx += 16, dy += 16, slope += 16)
    v128.store(dx, f32x4.mul(v128.load(dy), v128.load(slope)));
  storePartial(dx, f32x4.mul(loadPartial(dy, count), loadPartial(slope, count)), count);
}

/** dbias[columns] = the sums of the blocks. */
export function sumBlocks(scratch: usize, blocks: i32, dbias: usize, columns: i32): void {
  sumPartials(scratch, floatBytes(roundUp(columns, 4)), blocks, dbias, columns);
}
