import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { fma, maxCount, minCount, negatedFma, roundUp, storeUpTo } from './simd';

/**
 * g = sign g + l2 p; s = alpha s + rest g^2; d = sqrt(s) + eps, or with a mean of gradients a = alpha a + rest g,
 * d = sqrt(s - a^2) + eps; u = g / d, or with a buffer u = b = momentum b + g / d; p -= rate u.
 */
function rmspropElements(
  parameter: usize, gradient: usize, squares: usize, mean: usize, buffer: usize, count: i32,
  sign: f32, l2: f32, rate: f32, alpha: f32, rest: f32, eps: f32, momentum: f32,
): void {
  const direction = f32x4.splat(sign), pull = f32x4.splat(l2), step = f32x4.splat(rate);
  const old = f32x4.splat(alpha), fresh = f32x4.splat(rest), e = f32x4.splat(eps), inertia = f32x4.splat(momentum);
  for (; count > 0; count -= 4, parameter += 16, gradient += 16, squares += 16) {
    const p = v128.load(parameter);
    let g = f32x4.mul(direction, v128.load(gradient));
    if (l2 != 0) g = fma(pull, p, g);
    let s = fma(f32x4.mul(fresh, g), g, f32x4.mul(old, v128.load(squares)));
    storeUpTo(squares, s, count);
    if (mean) {
      const a = fma(fresh, g, f32x4.mul(old, v128.load(mean)));
      storeUpTo(mean, a, count);
      s = negatedFma(a, a, s);
      mean += 16;
    }
    let update = f32x4.div(g, f32x4.add(f32x4.sqrt(s), e));
    if (buffer) {
      update = fma(inertia, v128.load(buffer), update);
      storeUpTo(buffer, update, count);
      buffer += 16;
    }
    storeUpTo(parameter, negatedFma(step, update, p), count);
  }
}

/** Over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function rmspropStep(
  row: usize, rows: i32, first: i32, last: i32, sign: f32, l2: f32, rate: f32, alpha: f32, rest: f32, eps: f32, momentum: f32,
): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(5)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    if (part > 0)
      rmspropElements(
        operandOf(row, 0, from), operandOf(row, 1, from), operandOf(row, 2, from), operandOf(row, 3, from),
        operandOf(row, 4, from),
        part, sign, l2, rate, alpha, rest, eps, momentum,
      );
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
