import { floatBytes, loadPartial, storePartial } from './simd';

/** y = sqrt(x); NaN below 0. */
export function sqrt(x: usize, y: usize, count: i32): void {
  const rest = count & 3;
  for (const end = x + floatBytes(count - rest); x < end; x += 16, y += 16) {
    v128.store(y, f32x4.sqrt(v128.load(x)));
  }
  storePartial(y, f32x4.sqrt(loadPartial(x, rest)), rest);
}
