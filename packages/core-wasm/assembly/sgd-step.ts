import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { fma, maxCount, minCount, negatedFma, roundUp, storeUpTo } from './simd';

/** g = sign g + l2 p; with a buffer b = momentum b + keep g and g = g + momentum b (nesterov) or b; p -= rate g. */
function sgdElements(
  parameter: usize, gradient: usize, buffer: usize, count: i32,
  sign: f32, l2: f32, rate: f32, momentum: f32, keep: f32, nesterov: bool,
): void {
  const direction = f32x4.splat(sign), pull = f32x4.splat(l2), step = f32x4.splat(rate);
  const inertia = f32x4.splat(momentum), share = f32x4.splat(keep);
  for (; count > 0; count -= 4, parameter += 16, gradient += 16) {
    const p = v128.load(parameter);
    let g = f32x4.mul(direction, v128.load(gradient));
    if (l2 != 0) g = fma(pull, p, g);
    if (buffer) {
      const b = fma(share, g, f32x4.mul(inertia, v128.load(buffer)));
      storeUpTo(buffer, b, count);
      g = nesterov ? fma(inertia, b, g) : b;
      buffer += 16;
    }
    storeUpTo(parameter, negatedFma(step, g, p), count);
  }
}

/** Over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function sgdStep(
  row: usize, rows: i32, first: i32, last: i32, sign: f32, l2: f32, rate: f32, momentum: f32, keep: f32, nesterov: bool,
): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(3)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    if (part > 0)
      sgdElements(
        operandOf(row, 0, from), operandOf(row, 1, from), operandOf(row, 2, from),
        part, sign, l2, rate, momentum, keep, nesterov,
      );
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
