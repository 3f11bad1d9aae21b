import { loadLanes } from './broadcast-lanes';
import { floatBytes, storePartial } from './simd';

/** c = 1 where a and b compare so. */
export enum Comparison {
  gt = 0,
  ge = 1,
  eq = 2,
  ne = 3,
}
/** Added to the comparison when the operands are int32. */
export const INTEGER_COMPARISON = 4;

// @ts-ignore: decorator
@inline
function holds(comparison: i32, a: v128, b: v128): v128 {
  if (comparison == Comparison.gt) return f32x4.gt(a, b);
  if (comparison == Comparison.ge) return f32x4.ge(a, b);
  if (comparison == Comparison.eq) return f32x4.eq(a, b);
  if (comparison < INTEGER_COMPARISON) return f32x4.ne(a, b);
  if (comparison == INTEGER_COMPARISON + Comparison.gt) return i32x4.gt_s(a, b);
  if (comparison == INTEGER_COMPARISON + Comparison.ge) return i32x4.ge_s(a, b);
  if (comparison == INTEGER_COMPARISON + Comparison.eq) return i32x4.eq(a, b);
  return i32x4.ne(a, b);
}

// @ts-ignore: decorator
@inline
function compareRow(comparison: i32, a: usize, stepA: i32, b: usize, stepB: i32, c: usize, count: i32): void {
  const one = i32x4.splat(1);
  for (; count >= 4; count -= 4, a += stepA << 4, b += stepB << 4, c += 16)
    v128.store(c, v128.and(holds(comparison, loadLanes(a, stepA), loadLanes(b, stepB)), one));
  storePartial(c, v128.and(holds(comparison, loadLanes(a, stepA), loadLanes(b, stepB)), one), count);
}

/**
 * c = 1 where a and b compare so, else 0, over the axes at `axes`, slowest first, each as int32 { size, step of a,
 * of b }; `outer` of them stand before the last, whose steps are 0 or 1. Gives the end of c.
 */
export function compare(comparison: i32, axes: usize, outer: i32, a: usize, b: usize, c: usize): usize {
  let size = load<i32>(axes);
  const stepA = load<i32>(axes, 4), stepB = load<i32>(axes, 8);
  if (outer > 0) {
    for (; size > 0; size--, a += floatBytes(stepA), b += floatBytes(stepB)) c = compare(comparison, axes + 12, outer - 1, a, b, c);
    return c;
  }
  if (comparison == Comparison.gt) compareRow(Comparison.gt, a, stepA, b, stepB, c, size);
  else if (comparison == Comparison.eq) compareRow(Comparison.eq, a, stepA, b, stepB, c, size);
  else if (comparison == INTEGER_COMPARISON + Comparison.eq) compareRow(INTEGER_COMPARISON + Comparison.eq, a, stepA, b, stepB, c, size);
  else compareRow(comparison, a, stepA, b, stepB, c, size);
  return c + floatBytes(size);
}
