import { TABLE_UNIT, elementsOf, operandOf, rowBytes } from './operand-table';
import { floatBytes, fma, maxCount, minCount, negatedFma, roundUp, storeUpTo } from './simd';

/** One vector of adamStep; lanes 4 is a constant in the loop, where the stores are then plain ones. */
// @ts-ignore: decorator
@inline
function stepVector(
  parameter: usize, gradient: usize, firstMoment: usize, secondMoment: usize, largest: usize, lanes: i32,
  sign: v128, hasL2: bool, l2: v128, b1: v128, r1: v128, b2: v128, r2: v128, step: v128, root: v128, eps: v128, decay: v128,
): void {
  const p = v128.load(parameter);
  let g = f32x4.mul(sign, v128.load(gradient));
  if (hasL2) g = fma(l2, p, g);
  const m = fma(r1, g, f32x4.mul(b1, v128.load(firstMoment)));
  let v = fma(f32x4.mul(r2, g), g, f32x4.mul(b2, v128.load(secondMoment)));
  storeUpTo(firstMoment, m, lanes);
  storeUpTo(secondMoment, v, lanes);
  if (largest) {
    const before = v128.load(largest);
    v = v128.bitselect(f32x4.pmax(v, before), before, f32x4.eq(before, before)); // a NaN in either stays
    storeUpTo(largest, v, lanes);
  }
  const update = f32x4.div(m, fma(f32x4.sqrt(v), root, eps));
  storeUpTo(parameter, negatedFma(step, update, f32x4.mul(decay, p)), lanes);
}

/**
 * g = sign g + l2 p; m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; x = x max v if there is a largest, else v;
 * p = decay p - stepSize m / (sqrt(x) rootScale + eps), with rest = 1 - beta, stepSize = lr / (1 - beta1^t),
 * rootScale = 1 / sqrt(1 - beta2^t); Adam has decay 1, AdamW l2 = 0 and decay = 1 - lr weightDecay.
 */
function adamElements(
  parameter: usize, gradient: usize, firstMoment: usize, secondMoment: usize, largest: usize, count: i32,
  sign: f32, l2: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32,
  stepSize: f32, rootScale: f32, eps: f32, decay: f32,
): void {
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), b2 = f32x4.splat(beta2), r2 = f32x4.splat(rest2);
  const step = f32x4.splat(stepSize), root = f32x4.splat(rootScale), e = f32x4.splat(eps), d = f32x4.splat(decay);
  const s = f32x4.splat(sign), pull = f32x4.splat(l2), hasL2 = l2 != 0;
  const largestStep: usize = largest ? 16 : 0;
  for (const end = parameter + floatBytes(count & -4); parameter < end; ) {
    stepVector(parameter, gradient, firstMoment, secondMoment, largest, 4, s, hasL2, pull, b1, r1, b2, r2, step, root, e, d);
    parameter += 16, gradient += 16, firstMoment += 16, secondMoment += 16, largest += largestStep;
  }
  const tail = count & 3;
  if (tail) stepVector(parameter, gradient, firstMoment, secondMoment, largest, tail, s, hasL2, pull, b1, r1, b2, r2, step, root, e, d);
}

/** Over the elements first .. last - 1 of a table of operands (see operand-table.ts). */
export function adamStep(
  row: usize, rows: i32, first: i32, last: i32,
  sign: f32, l2: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32,
  stepSize: f32, rootScale: f32, eps: f32, decay: f32,
): void {
  for (; rows > 0 && last > 0; rows--, row += rowBytes(5)) {
    const count = elementsOf(row), from = maxCount(first, 0), part = minCount(last, count) - from;
    if (part > 0)
      adamElements(
        operandOf(row, 0, from), operandOf(row, 1, from), operandOf(row, 2, from), operandOf(row, 3, from),
        operandOf(row, 4, from),
        part, sign, l2, beta1, rest1, beta2, rest2, stepSize, rootScale, eps, decay,
      );
    first -= roundUp(count, TABLE_UNIT), last -= roundUp(count, TABLE_UNIT);
  }
}
