import { fma } from './simd';

// ln x = e ln 2 + ln(1 + f) with x = 2^e (1 + f), 1 + f in [sqrt(1/2), sqrt(2)): Cephes' logf, relative error below 1e-7.
// Own polynomial and not Math.log, whose tables every instance of a threaded build would write again.
const SMALLEST_NORMAL: usize = 0;
const DENORMAL_SCALE: usize = 4;
const P8: usize = 8;
const P7: usize = 12;
const P6: usize = 16;
const P5: usize = 20;
const P4: usize = 24;
const P3: usize = 28;
const P2: usize = 32;
const P1: usize = 36;
const P0: usize = 40;
const LN2_LOW: usize = 44;
const MINUS_HALF: usize = 48;
const LN2_HIGH: usize = 52;
const ONE: usize = 56;
const INFINITE: usize = 60;
const MINUS_INFINITE: usize = 64;
const NOT_A_NUMBER: usize = 68;

const constants: usize = memory.data<f32>([
  1.1754943508222875e-38, 8388608.0,
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  -2.12194440e-4, -0.5, 0.693359375, 1.0, Infinity, -Infinity, NaN,
], 16);

const SQRT_HALF_BITS: i32 = 0x3f3504f3;
const MANTISSA_BITS: i32 = 0x007fffff;

/** ln x per lane: -Infinity at 0, NaN below and for NaN. */
// @ts-ignore: decorator
@inline
export function logVector(x: v128): v128 {
  const denormal = f32x4.lt(x, v128.load32_splat(constants, SMALLEST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, v128.load32_splat(constants, DENORMAL_SCALE)), x, denormal);
  const above = i32x4.sub(scaled, i32x4.splat(SQRT_HALF_BITS));
  const exponent = i32x4.sub(i32x4.shr_s(above, 23), v128.and(denormal, i32x4.splat(23)));
  const e = f32x4.convert_i32x4_s(exponent);
  const one = v128.load32_splat(constants, ONE);
  const f = f32x4.sub(i32x4.add(v128.and(above, i32x4.splat(MANTISSA_BITS)), i32x4.splat(SQRT_HALF_BITS)), one);
  let p = fma(f, v128.load32_splat(constants, P8), v128.load32_splat(constants, P7));
  p = fma(p, f, v128.load32_splat(constants, P6));
  p = fma(p, f, v128.load32_splat(constants, P5));
  p = fma(p, f, v128.load32_splat(constants, P4));
  p = fma(p, f, v128.load32_splat(constants, P3));
  p = fma(p, f, v128.load32_splat(constants, P2));
  p = fma(p, f, v128.load32_splat(constants, P1));
  p = fma(p, f, v128.load32_splat(constants, P0));
  const square = f32x4.mul(f, f);
  let y = f32x4.mul(f32x4.mul(p, f), square);
  y = fma(e, v128.load32_splat(constants, LN2_LOW), y);
  y = fma(square, v128.load32_splat(constants, MINUS_HALF), y);
  y = fma(e, v128.load32_splat(constants, LN2_HIGH), f32x4.add(f, y));
  const zero = f32x4.splat(0), infinite = v128.load32_splat(constants, INFINITE);
  y = v128.bitselect(infinite, y, f32x4.eq(x, infinite));
  y = v128.bitselect(v128.load32_splat(constants, MINUS_INFINITE), y, f32x4.eq(x, zero));
  return v128.bitselect(y, v128.load32_splat(constants, NOT_A_NUMBER), f32x4.ge(x, zero));
}

/** ln x of one number. */
export function logScalar(x: f32): f32 {
  return f32x4.extract_lane(logVector(f32x4.splat(x)), 0);
}
