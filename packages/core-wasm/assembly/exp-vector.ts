import { fma, negatedFma } from './simd';

// As expNonPositive, over the whole range: 2^n is multiplied in two halves, so that a large result passes through Infinity
// and a small one through the denormals. Beyond the bounds the result is Infinity or 0 anyway.
const LOWEST: usize = 0;
const HIGHEST: usize = 4;
const LOG2_E: usize = 8;
const ROUNDER: usize = 12;
const LN2_HIGH: usize = 16;
const LN2_LOW: usize = 20;
const P4: usize = 24;
const P3: usize = 28;
const P2: usize = 32;
const P1: usize = 36;
const P0: usize = 40;
const ONE: usize = 44;

const constants: usize = memory.data<f32>([
  -105.0, 89.5, 1.4426950408889634, 12582912.0, 0.693145751953125, 1.4286068203094172e-6,
  0.008290272040235896, 0.04189815965914335, 0.16667638128407838, 0.49999147840703406, 0.9999997063129584, 1.0,
], 16);

/** e^x per lane. */
// @ts-ignore: decorator
@inline
export function expVector(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, v128.load32_splat(constants, LOWEST)), v128.load32_splat(constants, HIGHEST));
  const rounder = v128.load32_splat(constants, ROUNDER);
  const shifted = f32x4.add(f32x4.mul(x, v128.load32_splat(constants, LOG2_E)), rounder);
  const n = f32x4.sub(shifted, rounder);
  let r = negatedFma(n, v128.load32_splat(constants, LN2_HIGH), x);
  r = negatedFma(n, v128.load32_splat(constants, LN2_LOW), r);
  const one = v128.load32_splat(constants, ONE);
  let p = fma(r, v128.load32_splat(constants, P4), v128.load32_splat(constants, P3));
  p = fma(p, r, v128.load32_splat(constants, P2));
  p = fma(p, r, v128.load32_splat(constants, P1));
  p = fma(p, r, v128.load32_splat(constants, P0));
  p = fma(p, r, one);
  const power = i32x4.sub(shifted, rounder);
  const half = i32x4.shr_s(power, 1);
  const rest = i32x4.sub(power, half);
  p = f32x4.mul(p, i32x4.add(i32x4.shl(half, 23), one));
  return f32x4.mul(p, i32x4.add(i32x4.shl(rest, 23), one));
}
