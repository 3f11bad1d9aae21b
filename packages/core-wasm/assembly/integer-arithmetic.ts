import { loadLanes } from './broadcast-lanes';
import { floatBytes, storePartial } from './simd';

/** c = a op b of int32, which wrap around. */
export enum IntegerOperation {
  add = 0,
  sub = 1,
  mul = 2,
  maximum = 3,
  minimum = 4,
}

// @ts-ignore: decorator
@inline
function apply(operation: i32, a: v128, b: v128): v128 {
  if (operation == IntegerOperation.add) return i32x4.add(a, b);
  if (operation == IntegerOperation.sub) return i32x4.sub(a, b);
  if (operation == IntegerOperation.mul) return i32x4.mul(a, b);
  if (operation == IntegerOperation.maximum) return i32x4.max_s(a, b);
  return i32x4.min_s(a, b);
}

/**
 * c = a op b over the axes at `axes`, slowest first, each as int32 { size, step of a, of b }; `outer` of them stand
 * before the last, whose steps are 0 or 1. Gives the end of c.
 */
export function integerArithmetic(operation: i32, axes: usize, outer: i32, a: usize, b: usize, c: usize): usize {
  let size = load<i32>(axes);
  const stepA = load<i32>(axes, 4), stepB = load<i32>(axes, 8);
  if (outer > 0) {
    for (; size > 0; size--, a += floatBytes(stepA), b += floatBytes(stepB))
      c = integerArithmetic(operation, axes + 12, outer - 1, a, b, c);
    return c;
  }
  for (; size >= 4; size -= 4, a += stepA << 4, b += stepB << 4, c += 16)
    v128.store(c, apply(operation, loadLanes(a, stepA), loadLanes(b, stepB)));
  storePartial(c, apply(operation, loadLanes(a, stepA), loadLanes(b, stepB)), size);
  return c + floatBytes(size);
}
