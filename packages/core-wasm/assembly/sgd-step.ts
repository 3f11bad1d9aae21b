import { fma, negatedFma, storeUpTo } from './simd';

/** g = sign g + l2 p; with a buffer b = momentum b + keep g and g = g + momentum b (nesterov) or b; p -= rate g. */
export function sgdStep(
  parameter: usize, gradient: usize, buffer: usize, count: i32,
  sign: f32, l2: f32, rate: f32, momentum: f32, keep: f32, nesterov: bool,
): void {
  const direction = f32x4.splat(sign), pull = f32x4.splat(l2), step = f32x4.splat(rate);
  const inertia = f32x4.splat(momentum), share = f32x4.splat(keep);
  for (; count > 0; count -= 4, parameter += 16, gradient += 16) {
    const p = v128.load(parameter);
    let g = f32x4.mul(direction, v128.load(gradient));
    if (l2 != 0) g = fma(pull, p, g);
    if (buffer) {
      const b = fma(share, g, f32x4.mul(inertia, v128.load(buffer)));
      storeUpTo(buffer, b, count);
      g = nesterov ? fma(inertia, b, g) : b;
      buffer += 16;
    }
    storeUpTo(parameter, negatedFma(step, g, p), count);
  }
}
