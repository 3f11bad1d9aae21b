import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { scale } from './scale';
import { maxCount, minCount, roundUp } from './simd';

/** gradient *= factor, over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function clipGradient(row: usize, rows: i32, first: i32, last: i32, factor: f32): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(1)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    const gradient = operandOf(row, 0, from);
    if (part > 0) scale(gradient, gradient, part, factor);
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
