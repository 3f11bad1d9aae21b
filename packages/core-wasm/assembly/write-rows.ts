import { floatBytes } from './simd';

/** Copy `count` rows of `width` floats; the steps are in elements. */
export function writeRows(target: usize, source: usize, count: i32, width: i32, targetStep: i32, sourceStep: i32): void {
  const bytes = floatBytes(width);
  const to = floatBytes(targetStep);
  const from = floatBytes(sourceStep);
  for (let row = 0; row < count; row++, target += to, source += from) memory.copy(target, source, bytes);
}
