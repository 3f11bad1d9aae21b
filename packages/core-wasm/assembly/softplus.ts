import { expVector } from './exp-vector';
import { fma, storePartial } from './simd';
import { sigmoidVector } from './sigmoid';

// ln(1 + e) = 2 atanh(s), s = e / (2 + e): no digits are lost where e is small. s is at most 1/3.
const ONE: usize = 0;
const TWO: usize = 4;
const A13: usize = 8;
const A11: usize = 12;
const A9: usize = 16;
const A7: usize = 20;
const A5: usize = 24;
const A3: usize = 28;

const constants: usize = memory.data<f32>([
  1.0, 2.0,
  0.15384615384615385, 0.18181818181818182, 0.2222222222222222, 0.2857142857142857, 0.4, 0.6666666666666666,
], 16);

/** ln(1 + exp(-|z|)) */
// @ts-ignore: decorator
@inline
function bend(z: v128): v128 {
  const two = v128.load32_splat(constants, TWO);
  const e = expVector(f32x4.neg(f32x4.abs(z)));
  const s = f32x4.div(e, f32x4.add(e, two));
  const w = f32x4.mul(s, s);
  let p = fma(w, v128.load32_splat(constants, A13), v128.load32_splat(constants, A11));
  p = fma(p, w, v128.load32_splat(constants, A9));
  p = fma(p, w, v128.load32_splat(constants, A7));
  p = fma(p, w, v128.load32_splat(constants, A5));
  p = fma(p, w, v128.load32_splat(constants, A3));
  return f32x4.mul(s, fma(p, w, two));
}

// @ts-ignore: decorator
@inline
function softplusVector(x: v128, z: v128, inverse: v128, straight: v128): v128 {
  const positive = v128.andnot(z, f32x4.lt(z, f32x4.splat(0)));
  return v128.bitselect(x, f32x4.mul(f32x4.add(positive, bend(z)), inverse), straight);
}

// @ts-ignore: decorator
@inline
function softplusSlope(z: v128, straight: v128): v128 {
  return v128.bitselect(v128.load32_splat(constants, ONE), sigmoidVector(z), straight);
}

/** y = ln(1 + e^(beta x)) / beta, x where beta x > threshold; slope = dy/dx unless it is 0. y may be x. */
export function softplus(x: usize, y: usize, slope: usize, count: i32, beta: f32, threshold: f32): void {
  const betas = f32x4.splat(beta), inverse = f32x4.splat(1 / beta), thresholds = f32x4.splat(threshold);
  for (; count > 0; count -= 4, x += 16, y += 16) {
    const value = v128.load(x);
    const z = f32x4.mul(value, betas);
    const straight = f32x4.gt(z, thresholds);
    const result = softplusVector(value, z, inverse, straight);
    if (count >= 4) v128.store(y, result);
    else storePartial(y, result, count);
    if (slope) {
      if (count >= 4) v128.store(slope, softplusSlope(z, straight));
      else storePartial(slope, softplusSlope(z, straight), count);
      slope += 16;
    }
  }
}
