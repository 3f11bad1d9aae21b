import { fma } from './simd';

// 2^x = 2^n p(x - n) with n = round(x); p minimax of degree 5 on +-1/2 with p(0) = 1, relative error 1.1e-7.
const ROUNDER: usize = 0;
const LIMIT: usize = 4;
const SMALLEST: usize = 8;
const P5: usize = 12;
const P4: usize = 16;
const P3: usize = 20;
const P2: usize = 24;
const P1: usize = 28;
const P0: usize = 32;
const LOWEST: usize = 36;

const constants: usize = memory.data<f32>([
  12582912.0, -80.0, 8.271806125530277e-25, // 2^-80
  0.001326465891578343, 0.009671565815368124, 0.05550734387190431, 0.24022241273407682, 0.6931469769916004, 1.0, -127.0,
], 16);

/** 2^n p(r) of n + r = limited. */
// @ts-ignore: decorator
@inline
function exp2InRange(limited: v128): v128 {
  const rounder = v128.load32_splat(constants, ROUNDER);
  const shifted = f32x4.add(limited, rounder);
  const r = f32x4.sub(limited, f32x4.sub(shifted, rounder));
  let p = fma(r, v128.load32_splat(constants, P5), v128.load32_splat(constants, P4));
  p = fma(p, r, v128.load32_splat(constants, P3));
  p = fma(p, r, v128.load32_splat(constants, P2));
  p = fma(p, r, v128.load32_splat(constants, P1));
  p = fma(p, r, v128.load32_splat(constants, P0));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/**
 * 2^x per lane for x <= 0, below 2^-126 with an error of up to 2^-126; exactly 0 from -127 down, where p is exactly 1 and the
 * exponent 0. NaN stays NaN. A subtraction less than exp2NonPositive, for rows that are seldom so spread.
 */
// @ts-ignore: decorator
@inline
export function exp2ToZero(x: v128): v128 {
  return exp2InRange(f32x4.pmax(x, v128.load32_splat(constants, LOWEST)));
}

/** 2^x - 2^-80 per lane for x <= 0, exactly 0 from -80 down; NaN stays NaN. Where x is a product, cheaper than exp. */
// @ts-ignore: decorator
@inline
export function exp2NonPositive(x: v128): v128 {
  const limited = f32x4.pmax(x, v128.load32_splat(constants, LIMIT));
  return f32x4.sub(exp2InRange(limited), v128.load32_splat(constants, SMALLEST));
}
