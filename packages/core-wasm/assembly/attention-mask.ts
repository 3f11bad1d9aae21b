import { floatBytes, fma } from './simd';

// Rows of scores lie in scratch with room for 16 floats behind them: whole vectors may be written there.

/** Raw scores s to z = scale s + mask over n keys. */
export function maskRow(row: usize, mask: usize, n: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  const end = row + floatBytes(n);
  for (; row < end; row += 16, mask += 16) v128.store(row, fma(v128.load(row), scales, v128.load(mask)));
}

/** Exact zeros where the mask is -Infinity and the row not NaN: the exponential's floor would leave 1e-24 there. */
export function clearHidden(row: usize, mask: usize, n: i32): void {
  const hidden = f32x4.splat(-Infinity);
  const end = row + floatBytes(n);
  for (; row < end; row += 16, mask += 16) {
    const value = v128.load(row);
    v128.store(row, v128.andnot(value, v128.and(f32x4.eq(v128.load(mask), hidden), f32x4.eq(value, value))));
  }
}

/** gradient[n] += row[n]; the gradient is an operand, so its tail goes float by float. */
export function addMaskGradient(gradient: usize, row: usize, n: i32): void {
  const end = gradient + floatBytes(n & ~3);
  for (; gradient < end; gradient += 16, row += 16) {
    v128.store(gradient, f32x4.add(v128.load(gradient), v128.load(row)));
  }
  for (let rest = n & 3; rest > 0; rest--, gradient += 4, row += 4) {
    store<f32>(gradient, load<f32>(gradient) + load<f32>(row));
  }
}
