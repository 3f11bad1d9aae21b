import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { fma, maxCount, minCount, negatedFma, roundUp, storeUpTo } from './simd';

/** target += weight (x - target), from the nearer end; rest = 1 - weight. */
function lerpElements(target: usize, x: usize, count: i32, weight: f32, rest: f32): void {
  const part = f32x4.splat(weight), other = f32x4.splat(rest);
  const fromTarget = abs(weight) < 0.5;
  for (; count > 0; count -= 4, target += 16, x += 16) {
    const start = v128.load(target), end = v128.load(x);
    const difference = f32x4.sub(end, start);
    storeUpTo(target, fromTarget ? fma(part, difference, start) : negatedFma(other, difference, end), count);
  }
}

/** Over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function lerp(
  row: usize, rows: i32, first: i32, last: i32, weight: f32, rest: f32,
): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(2)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    if (part > 0) lerpElements(operandOf(row, 0, from), operandOf(row, 1, from), part, weight, rest);
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
