import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { fma, maxCount, minCount, roundUp, storeUpTo } from './simd';

/** p = decay p - rate sign(beta1 m + rest1 g); m = beta2 m + rest2 g. */
function lionElements(
  parameter: usize, gradient: usize, momentum: usize, count: i32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, decay: f32,
): void {
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), b2 = f32x4.splat(beta2), r2 = f32x4.splat(rest2);
  const up = f32x4.splat(rate), zero = f32x4.splat(0), d = f32x4.splat(decay);
  for (; count > 0; count -= 4, parameter += 16, gradient += 16, momentum += 16) {
    const g = v128.load(gradient), m = v128.load(momentum);
    const direction = fma(r1, g, f32x4.mul(b1, m));
    let p = f32x4.mul(d, v128.load(parameter));
    p = f32x4.sub(p, v128.and(up, f32x4.gt(direction, zero)));
    p = f32x4.add(p, v128.and(up, f32x4.lt(direction, zero)));
    storeUpTo(parameter, p, count);
    storeUpTo(momentum, fma(r2, g, f32x4.mul(b2, m)), count);
  }
}

/** Over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function lionStep(
  row: usize, rows: i32, first: i32, last: i32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, decay: f32,
): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(3)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    if (part > 0)
      lionElements(
        operandOf(row, 0, from), operandOf(row, 1, from), operandOf(row, 2, from),
        part, beta1, rest1, beta2, rest2, rate, decay,
      );
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
