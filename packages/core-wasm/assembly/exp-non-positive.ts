import { fma, negatedFma } from './simd';

// exp(x) = 2^n exp(r) with n = round(x log2 e) and r = x - n ln 2 in two parts (so that large |x| keeps its digits);
// exp(r) = 1 + r p(r), p minimax of degree 4 on +-ln2/2, relative error 9.2e-8, and exp(0) exactly 1.
const LOG2_E: usize = 0;
const ROUNDER: usize = 4;
const LN2_HIGH: usize = 8;
const LN2_LOW: usize = 12;
const P4: usize = 16;
const P3: usize = 20;
const P2: usize = 24;
const P1: usize = 28;
const P0: usize = 32;
const ONE: usize = 36;
const SOFTMAX_FLOOR: usize = 40;

// In memory and not splatted: Node 24 rebuilds splat constants in every iteration.
const constants: usize = memory.data<f32>([
  1.4426950408889634, 12582912.0, 0.693145751953125, 1.4286068203094172e-6,
  0.008290272040235896, 0.04189815965914335, 0.16667638128407838, 0.49999147840703406, 0.9999997063129584, 1.0,
  -55.0,
], 16);

// @ts-ignore: decorator
@inline
function expInRange(x: v128): v128 {
  const rounder = v128.load32_splat(constants, ROUNDER);
  // Adding 1.5 * 2^23 leaves n in the low bits of the sum.
  const shifted = f32x4.add(f32x4.mul(x, v128.load32_splat(constants, LOG2_E)), rounder);
  const n = f32x4.sub(shifted, rounder);
  let r = negatedFma(n, v128.load32_splat(constants, LN2_HIGH), x);
  r = negatedFma(n, v128.load32_splat(constants, LN2_LOW), r);
  let p = fma(r, v128.load32_splat(constants, P4), v128.load32_splat(constants, P3));
  p = fma(p, r, v128.load32_splat(constants, P2));
  p = fma(p, r, v128.load32_splat(constants, P1));
  p = fma(p, r, v128.load32_splat(constants, P0));
  p = fma(p, r, v128.load32_splat(constants, ONE));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** exp(max(x, -55)) per lane for x <= 0 (a logit minus its row maximum): never a denormal; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expNonPositive(x: v128): v128 {
  return expInRange(f32x4.pmax(x, v128.load32_splat(constants, SOFTMAX_FLOOR)));
}
