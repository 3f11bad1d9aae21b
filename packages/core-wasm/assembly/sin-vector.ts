import { farAngle, isFar } from './far-angle';
import { fma, storeUpTo } from './simd';

// x = n pi/2 + r in float64 with pi/2 in two parts (the first of 33 bits, so that n times it is exact up to n = 2^20),
// a far x after whole turns are taken off; then Cephes' sinf and cosf on |r| <= pi/4. Absolute error below 1e-7.
const TWO_OVER_PI: usize = 0;
const HALF_PI_HIGH: usize = 8;
const HALF_PI_LOW: usize = 16;

const turns: usize = memory.data<f64>([0.6366197723675814, 1.5707963267341256, 6.077100506506192e-11], 16);

const ONE: usize = 0;
const S2: usize = 4;
const S1: usize = 8;
const S0: usize = 12;
const C2: usize = 16;
const C1: usize = 20;
const C0: usize = 24;
const MINUS_HALF: usize = 28;

const constants: usize = memory.data<f32>([
  1.0, -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1,
  2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2, -0.5,
], 16);

/** Whole quarter turns of two angles. */
// @ts-ignore: decorator
@inline
function quarterTurns(x: v128): v128 {
  return f64x2.nearest(f64x2.mul(x, v128.load64_splat(turns, TWO_OVER_PI)));
}

/** What n quarter turns leave of two angles. */
// @ts-ignore: decorator
@inline
function remainder(x: v128, n: v128): v128 {
  const rest = f64x2.sub(x, f64x2.mul(n, v128.load64_splat(turns, HALF_PI_HIGH)));
  return f32x4.demote_f64x2_zero(f64x2.sub(rest, f64x2.mul(n, v128.load64_splat(turns, HALF_PI_LOW))));
}

/** sin(x + ahead quarter turns) per lane, NaN at infinity; a zero keeps its sign where the sine is of x itself. */
// @ts-ignore: decorator
@inline
function sinVector(x: v128, ahead: i32): v128 {
  let low = f64x2.promote_low_f32x4(x);
  let high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  if (isFar(x)) {
    low = f64x2.replace_lane(f64x2.splat(farAngle(f32x4.extract_lane(x, 0))), 1, farAngle(f32x4.extract_lane(x, 1)));
    high = f64x2.replace_lane(f64x2.splat(farAngle(f32x4.extract_lane(x, 2))), 1, farAngle(f32x4.extract_lane(x, 3)));
  }
  const nLow = quarterTurns(low), nHigh = quarterTurns(high);
  const r = v128.shuffle<f32>(remainder(low, nLow), remainder(high, nHigh), 0, 1, 4, 5);
  const wholeLow = i32x4.trunc_sat_f64x2_s_zero(nLow), wholeHigh = i32x4.trunc_sat_f64x2_s_zero(nHigh);
  const quadrant = i32x4.add(v128.shuffle<i32>(wholeLow, wholeHigh, 0, 1, 4, 5), i32x4.splat(ahead));
  const z = f32x4.mul(r, r);
  let s = fma(z, v128.load32_splat(constants, S2), v128.load32_splat(constants, S1));
  s = fma(s, z, v128.load32_splat(constants, S0));
  s = v128.bitselect(x, fma(f32x4.mul(s, z), r, r), f32x4.eq(x, f32x4.splat(0)));
  let c = fma(z, v128.load32_splat(constants, C2), v128.load32_splat(constants, C1));
  c = fma(c, z, v128.load32_splat(constants, C0));
  c = fma(c, z, v128.load32_splat(constants, MINUS_HALF));
  c = fma(c, z, v128.load32_splat(constants, ONE));
  const odd = i32x4.shr_s(i32x4.shl(quadrant, 31), 31);
  const sign = i32x4.shl(i32x4.shr_u(quadrant, 1), 31);
  return v128.xor(v128.bitselect(c, s, odd), sign);
}

/** y = sin(x + ahead quarter turns). */
export function sines(x: usize, y: usize, count: i32, ahead: i32): void {
  for (; count > 0; count -= 4, x += 16, y += 16) storeUpTo(y, sinVector(v128.load(x), ahead), count);
}
