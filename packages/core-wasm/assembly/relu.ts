import { floatBytes, loadPartial, storePartial } from './simd';

/** y = x where x > 0, else 0; NaN stays NaN. y may be x. */
export function relu(x: usize, y: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const rest = count & 3;
  for (const end = x + floatBytes(count - rest); x < end; x += 16, y += 16) {
    const value = v128.load(x);
    v128.store(y, v128.andnot(value, f32x4.le(value, zero)));
  }
  const value = loadPartial(x, rest);
  storePartial(y, v128.andnot(value, f32x4.le(value, zero)), rest);
}

/** dx = dy where y > 0, else 0. */
export function reluBackward(dy: usize, y: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const rest = count & 3;
  for (const end = y + floatBytes(count - rest); y < end; dy += 16, y += 16, dx += 16) {
    v128.store(dx, v128.andnot(v128.load(dy), f32x4.le(v128.load(y), zero)));
  }
  storePartial(dx, v128.andnot(loadPartial(dy, rest), f32x4.le(loadPartial(y, rest), zero)), rest);
}
