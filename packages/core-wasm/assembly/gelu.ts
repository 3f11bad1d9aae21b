import { exp2NonPositive } from './exp2-non-positive';
import { floatBytes, fma, loadPartial, storePartial } from './simd';

const ONE: usize = 0;
const MINUS_HALF_LOG2_E: usize = 4;
const INVERSE_SQRT_2PI: usize = 8;
const ERF_P: usize = 12;
const ERF_5: usize = 16;
const ERF_4: usize = 20;
const ERF_3: usize = 24;
const ERF_2: usize = 28;
const ERF_1: usize = 32;
const TANH_LIMIT: usize = 36;
const TANH_LINEAR: usize = 40;
const TANH_CUBIC: usize = 44;
const TANH_SLOPE_LINEAR: usize = 48;
const TANH_SLOPE_CUBIC: usize = 52;

const constants: usize = memory.data<f32>([
  1.0, -0.7213475204444817, 0.3989422804014327,
  // erfc of Abramowitz and Stegun 7.1.26 at |x| / sqrt 2, halved: t = 1 / (1 + p |x| / sqrt 2), absolute error 7.5e-8.
  0.23164189, 0.5307027145, -0.7265760135, 0.7107068705, -0.142248368, 0.127414796,
  // With 2u = 2 sqrt(2/pi) (x + 0.044715 x^3): -2u log2 e by powers of x, and 2u' by powers of x.
  20.0, -2.302208198144325, -0.10294323958052349, 1.5957691216057308, 0.21406444881750176,
], 16);

/** exp(-x^2 / 2) */
// @ts-ignore: decorator
@inline
function bell(x: v128): v128 {
  return exp2NonPositive(f32x4.mul(f32x4.mul(x, x), v128.load32_splat(constants, MINUS_HALF_LOG2_E)));
}

/** upperTail where x < 0, else 1 - upperTail: a distribution function out of its tail at |x|. */
// @ts-ignore: decorator
@inline
function fromTail(x: v128, upperTail: v128): v128 {
  const step = v128.andnot(v128.load32_splat(constants, ONE), i32x4.shr_s(x, 31));
  return f32x4.abs(f32x4.sub(step, upperTail));
}

/** Phi(x), the normal distribution function, given exp(-x^2 / 2). */
// @ts-ignore: decorator
@inline
function normalDistribution(x: v128, density: v128): v128 {
  const one = v128.load32_splat(constants, ONE);
  const t = f32x4.div(one, fma(f32x4.abs(x), v128.load32_splat(constants, ERF_P), one));
  let p = fma(t, v128.load32_splat(constants, ERF_5), v128.load32_splat(constants, ERF_4));
  p = fma(p, t, v128.load32_splat(constants, ERF_3));
  p = fma(p, t, v128.load32_splat(constants, ERF_2));
  p = fma(p, t, v128.load32_splat(constants, ERF_1));
  return fromTail(x, f32x4.mul(f32x4.mul(p, t), density));
}

/** Phi(x) + x phi(x), the derivative of x Phi(x). */
// @ts-ignore: decorator
@inline
function normalSlope(x: v128, density: v128, phi: v128): v128 {
  return fma(f32x4.mul(x, v128.load32_splat(constants, INVERSE_SQRT_2PI)), density, phi);
}

/** y = x Phi(x); slope = dy/dx unless it is 0. y may be x. */
export function gelu(x: usize, y: usize, slope: usize, count: i32): void {
  const rest = count & 3;
  for (const end = x + floatBytes(count - rest); x < end; x += 16, y += 16) {
    const value = v128.load(x);
    const density = bell(value);
    const phi = normalDistribution(value, density);
    v128.store(y, f32x4.mul(value, phi));
    if (slope) {
      v128.store(slope, normalSlope(value, density, phi));
      slope += 16;
    }
  }
  if (rest) {
    const value = loadPartial(x, rest);
    const density = bell(value);
    const phi = normalDistribution(value, density);
    storePartial(y, f32x4.mul(value, phi), rest);
    if (slope) storePartial(slope, normalSlope(value, density, phi), rest);
  }
}

/** |x|, at most 20: there the gate is 0 or 1, and the cube does not overflow. */
// @ts-ignore: decorator
@inline
function limitedMagnitude(x: v128): v128 {
  return f32x4.pmin(f32x4.abs(x), v128.load32_splat(constants, TANH_LIMIT));
}

/** a (linear + cubic a^2) */
// @ts-ignore: decorator
@inline
function tanhExponential(a: v128): v128 {
  const factor = fma(f32x4.mul(a, a), v128.load32_splat(constants, TANH_CUBIC), v128.load32_splat(constants, TANH_LINEAR));
  return exp2NonPositive(f32x4.mul(a, factor));
}

/** 1 / (1 + exp(-2u)) = (1 + tanh u) / 2, given e = exp(-2|u|). */
// @ts-ignore: decorator
@inline
function tanhGate(x: v128, e: v128): v128 {
  return fromTail(x, f32x4.div(e, f32x4.add(v128.load32_splat(constants, ONE), e)));
}

/** gate + x 2u' gate (1 - gate) */
// @ts-ignore: decorator
@inline
function tanhSlope(x: v128, a: v128, gate: v128): v128 {
  const slope = fma(f32x4.mul(a, a), v128.load32_splat(constants, TANH_SLOPE_CUBIC), v128.load32_splat(constants, TANH_SLOPE_LINEAR));
  const closed = f32x4.sub(v128.load32_splat(constants, ONE), gate);
  // gate (1 - gate) first: where it is 0, x times the slope may overflow.
  return fma(x, f32x4.mul(slope, f32x4.mul(gate, closed)), gate);
}

/** y = x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2; slope = dy/dx unless it is 0. y may be x. */
export function geluTanh(x: usize, y: usize, slope: usize, count: i32): void {
  const rest = count & 3;
  for (const end = x + floatBytes(count - rest); x < end; x += 16, y += 16) {
    const value = v128.load(x);
    const a = limitedMagnitude(value);
    const gate = tanhGate(value, tanhExponential(a));
    v128.store(y, f32x4.mul(value, gate));
    if (slope) {
      v128.store(slope, tanhSlope(value, a, gate));
      slope += 16;
    }
  }
  if (rest) {
    const value = loadPartial(x, rest);
    const a = limitedMagnitude(value);
    const gate = tanhGate(value, tanhExponential(a));
    storePartial(y, f32x4.mul(value, gate), rest);
    if (slope) storePartial(slope, tanhSlope(value, a, gate), rest);
  }
}
