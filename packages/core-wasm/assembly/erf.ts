import { exp2NonPositive } from './exp2-non-positive';
import { fma, storePartial } from './simd';

// Below 1: Cephes' erff, x p(x^2). Beyond: 1 - t q(t) exp(-x^2), t = 1 / (1 + 0.3275911 |x|), of Abramowitz and Stegun
// 7.1.26, absolute error 1.5e-7.
const ONE: usize = 0;
const P6: usize = 4;
const P5: usize = 8;
const P4: usize = 12;
const P3: usize = 16;
const P2: usize = 20;
const P1: usize = 24;
const P0: usize = 28;
const T_SCALE: usize = 32;
const Q4: usize = 36;
const Q3: usize = 40;
const Q2: usize = 44;
const Q1: usize = 48;
const Q0: usize = 52;
const MINUS_LOG2_E: usize = 56;

const constants: usize = memory.data<f32>([
  1.0,
  7.853861353153693e-5, -8.010193625184903e-4, 5.188327685732524e-3, -2.685381193529856e-2,
  1.128358514861418e-1, -3.761262582423300e-1, 1.128379165726710,
  0.3275911, 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592,
  -1.4426950408889634,
], 16);

// @ts-ignore: decorator
@inline
function erfVector(x: v128): v128 {
  const one = v128.load32_splat(constants, ONE);
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = fma(z, v128.load32_splat(constants, P6), v128.load32_splat(constants, P5));
  p = fma(p, z, v128.load32_splat(constants, P4));
  p = fma(p, z, v128.load32_splat(constants, P3));
  p = fma(p, z, v128.load32_splat(constants, P2));
  p = fma(p, z, v128.load32_splat(constants, P1));
  p = fma(p, z, v128.load32_splat(constants, P0));
  const near = f32x4.mul(x, p);
  const t = f32x4.div(one, fma(a, v128.load32_splat(constants, T_SCALE), one));
  let q = fma(t, v128.load32_splat(constants, Q4), v128.load32_splat(constants, Q3));
  q = fma(q, t, v128.load32_splat(constants, Q2));
  q = fma(q, t, v128.load32_splat(constants, Q1));
  q = fma(q, t, v128.load32_splat(constants, Q0));
  const bell = exp2NonPositive(f32x4.mul(z, v128.load32_splat(constants, MINUS_LOG2_E)));
  const far = v128.or(f32x4.sub(one, f32x4.mul(f32x4.mul(q, t), bell)), v128.xor(x, a));
  return v128.bitselect(near, far, f32x4.lt(a, one));
}

/** y = erf x. */
export function erf(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4, x += 16, y += 16) v128.store(y, erfVector(v128.load(x)));
  if (count > 0) storePartial(y, erfVector(v128.load(x)), count);
}
