import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { fma, maxCount, minCount, negatedFma, roundUp, storeUpTo } from './simd';

/** g = sign g + l2 p; s += g^2; p -= rate g / (sqrt(s) + eps). */
function adagradElements(
  parameter: usize, gradient: usize, sum: usize, count: i32, sign: f32, l2: f32, rate: f32, eps: f32,
): void {
  const direction = f32x4.splat(sign), pull = f32x4.splat(l2), step = f32x4.splat(rate), e = f32x4.splat(eps);
  for (; count > 0; count -= 4, parameter += 16, gradient += 16, sum += 16) {
    const p = v128.load(parameter);
    let g = f32x4.mul(direction, v128.load(gradient));
    if (l2 != 0) g = fma(pull, p, g);
    const s = fma(g, g, v128.load(sum));
    storeUpTo(sum, s, count);
    storeUpTo(parameter, negatedFma(step, f32x4.div(g, f32x4.add(f32x4.sqrt(s), e)), p), count);
  }
}

/** Over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function adagradStep(
  row: usize, rows: i32, first: i32, last: i32, sign: f32, l2: f32, rate: f32, eps: f32,
): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(3)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    if (part > 0)
      adagradElements(
        operandOf(row, 0, from), operandOf(row, 1, from), operandOf(row, 2, from),
        part, sign, l2, rate, eps,
      );
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
