import { fma, storePartial } from './simd';
import { sigmoidVector } from './sigmoid';

/** gate (1 + x (1 - gate)), with 1 - gate = sigmoid(-x) exact where the gate is nearly 1. */
// @ts-ignore: decorator
@inline
function siluSlope(x: v128, gate: v128): v128 {
  return f32x4.mul(gate, fma(x, sigmoidVector(f32x4.neg(x)), f32x4.splat(1)));
}

/** y = x sigmoid(x); slope = dy/dx unless it is 0. y may be x. */
export function silu(x: usize, y: usize, slope: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) {
    const value = v128.load(x);
    const gate = sigmoidVector(value);
    v128.store(y, f32x4.mul(value, gate));
    if (slope) {
      v128.store(slope, siluSlope(value, gate));
      slope += 16;
    }
  }
  if (count > 0) {
    const value = v128.load(x);
    const gate = sigmoidVector(value);
    storePartial(y, f32x4.mul(value, gate), count);
    if (slope) storePartial(slope, siluSlope(value, gate), count);
  }
}
