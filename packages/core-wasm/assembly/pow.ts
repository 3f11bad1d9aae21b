import { storePartial } from './simd';

// |x|^e = 2^(e log2 |x|) in float64, two lanes at a time: in float32 the rounding of e log2 |x| would show.
// log2 m = 2/ln 2 atanh((m - 1) / (m + 1)) on m in [sqrt(1/2), sqrt(2)); 2^f = exp(f ln 2) by its series.
const ONE: usize = 0;
const LN2: usize = 8;
const HIGHEST: usize = 16;
const LOWEST: usize = 24;
const INTEGER_MAGIC: usize = 32;
const L6: usize = 40;
const E7: usize = 96;

const constants: usize = memory.data<f64>([
  1.0, 0.6931471805599453, 1000.0, -1000.0, 6755399441055744.0,
  // 2 / ((2k + 1) ln 2), k = 6 .. 0
  0.22195308321368667, 0.2623081892525388, 0.3205988979753252, 0.41219858311113243, 0.5770780163555854,
  0.9617966939259756, 2.8853900817779268,
  // 1 / k!, k = 7 .. 0
  0.0001984126984126984, 0.001388888888888889, 0.008333333333333333, 0.041666666666666664, 0.16666666666666666,
  0.5, 1.0, 1.0,
], 16);

const SQRT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd;

/** x^e of two positive float64. */
function powPair(x: v128, e: v128): v128 {
  const one = v128.load64_splat(constants, ONE), magic = v128.load64_splat(constants, INTEGER_MAGIC);
  const exponent = i64x2.shr_s(i64x2.sub(x, i64x2.splat(SQRT_HALF_BITS)), 52);
  const m = i64x2.sub(x, i64x2.shl(exponent, 52));
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const w = f64x2.mul(s, s);
  let p = v128.load64_splat(constants, L6);
  for (let at = constants + L6 + 8, end = constants + E7; at < end; at += 8) p = f64x2.add(f64x2.mul(p, w), v128.load64_splat(at));
  // An integer plus 1.5 * 2^52 has the integer in its low bits: this converts to float64, and below back.
  const whole = f64x2.sub(i64x2.add(exponent, magic), magic);
  const log = f64x2.add(whole, f64x2.mul(p, s));
  const t = f64x2.pmin(f64x2.pmax(f64x2.mul(log, e), v128.load64_splat(constants, LOWEST)), v128.load64_splat(constants, HIGHEST));
  const shifted = f64x2.add(t, magic);
  const f = f64x2.mul(f64x2.sub(t, f64x2.sub(shifted, magic)), v128.load64_splat(constants, LN2));
  let q = v128.load64_splat(constants, E7);
  for (let at = constants + E7 + 8, end = constants + E7 + 64; at < end; at += 8) q = f64x2.add(f64x2.mul(q, f), v128.load64_splat(at));
  return i64x2.add(q, i64x2.shl(shifted, 52));
}

/** x^exponent of four lanes; `odd` and `whole` say what the exponent is. */
function powVector(x: v128, exponent: f64, whole: bool, odd: bool): v128 {
  const a = f32x4.abs(x), e = f64x2.splat(exponent);
  const low = powPair(f64x2.promote_low_f32x4(a), e);
  const high = powPair(f64x2.promote_low_f32x4(v128.shuffle<f32>(a, a, 2, 3, 2, 3)), e);
  let y = v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
  const zero = f32x4.splat(0), infinite = f32x4.splat(Infinity);
  const rises = exponent > 0;
  y = v128.bitselect(rises ? zero : infinite, y, f32x4.eq(a, zero));
  y = v128.bitselect(rises ? infinite : zero, y, f32x4.eq(a, infinite));
  if (odd) y = v128.xor(y, v128.xor(x, a));
  if (!whole) y = v128.bitselect(f32x4.splat(NaN), y, v128.and(f32x4.lt(x, zero), f32x4.lt(a, infinite)));
  return v128.bitselect(y, x, f32x4.eq(x, x));
}

/** y = x^exponent, the exponent finite. */
export function pow(x: usize, y: usize, count: i32, exponent: f64): void {
  const whole = floor<f64>(exponent) == exponent;
  const odd = whole && floor<f64>(exponent * 0.5) != exponent * 0.5;
  for (; count > 0; count -= 4, x += 16, y += 16) {
    const value = exponent == 0 ? f32x4.splat(1) : powVector(v128.load(x), exponent, whole, odd);
    if (count >= 4) v128.store(y, value);
    else storePartial(y, value, count);
  }
}
