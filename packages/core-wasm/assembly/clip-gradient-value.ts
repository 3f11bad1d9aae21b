import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { maxCount, minCount, roundUp, storeUpTo } from './simd';

/** gradient = min(max(gradient, -limit), limit); NaN stays. */
function clipElements(gradient: usize, count: i32, limit: f32): void {
  const upper = f32x4.splat(limit), lower = f32x4.splat(-limit);
  for (; count > 0; count -= 4, gradient += 16)
    storeUpTo(gradient, f32x4.pmin(f32x4.pmax(v128.load(gradient), lower), upper), count);
}

/** Over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function clipGradientValue(
  row: usize, rows: i32, first: i32, last: i32, limit: f32,
): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(1)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    if (part > 0) clipElements(operandOf(row, 0, from), part, limit);
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
