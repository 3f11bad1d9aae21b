import { loadLanes } from './broadcast-lanes';
import { floatBytes, storePartial } from './simd';

// @ts-ignore: decorator
@inline
function choose(condition: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, i32x4.ne(condition, i32x4.splat(0)));
}

/**
 * c = a where the condition is not 0, else b, over the axes at `axes`, slowest first, each as int32 { size, step of
 * the condition, of a, of b }; `outer` of them stand before the last, whose steps are 0 or 1. Gives the end of c.
 */
export function where(axes: usize, outer: i32, condition: usize, a: usize, b: usize, c: usize): usize {
  let size = load<i32>(axes);
  const stepC = load<i32>(axes, 4), stepA = load<i32>(axes, 8), stepB = load<i32>(axes, 12);
  if (outer > 0) {
    for (; size > 0; size--, condition += floatBytes(stepC), a += floatBytes(stepA), b += floatBytes(stepB))
      c = where(axes + 16, outer - 1, condition, a, b, c);
    return c;
  }
  for (; size >= 4; size -= 4, condition += stepC << 4, a += stepA << 4, b += stepB << 4, c += 16)
    v128.store(c, choose(loadLanes(condition, stepC), loadLanes(a, stepA), loadLanes(b, stepB)));
  storePartial(c, choose(loadLanes(condition, stepC), loadLanes(a, stepA), loadLanes(b, stepB)), size);
  return c + floatBytes(size);
}
