import { gate } from "./gate.ts";

// Both define `f(x: f32) -> f32`, gelu, and `fWithSlope(x: f32) -> vec2f`, gelu and its derivative. WGSL's exp2 is good
// enough: where its error grows, the exponential is small beside 1. It is exactly 0 in the end, so that infinities and
// NaN come out as the formula has them.

/**
 * x Phi(x), Phi the normal distribution function: Abramowitz and Stegun 7.1.26 at |x| / sqrt 2, absolute error 7.5e-8.
 */
export const gelu = `
struct Normal { distribution: f32, density: f32 }
fn normal(x: f32) -> Normal {
  let z = -0.7213475204444817 * x * x;
  let bell = select(exp2(z), 0.0, z < -126.0); // e^(-x^2/2)
  let t = 1.0 / fma(abs(x), 0.23164189, 1.0);
  var p = fma(t, 0.5307027145, -0.7265760135);
  p = fma(p, t, 0.7107068705);
  p = fma(p, t, -0.142248368);
  p = fma(p, t, 0.127414796);
  let tail = p * t * bell;
  return Normal(select(1.0 - tail, tail, x < 0.0), 0.3989422804014327 * bell);
}
fn f(x: f32) -> f32 { return x * normal(x).distribution; }
fn fWithSlope(x: f32) -> vec2f {
  let at = normal(x);
  return vec2f(x * at.distribution, fma(x, at.density, at.distribution));
}
`;

/** x (1 + tanh u) / 2 = x / (1 + e^-2u), u = sqrt(2/pi) (x + 0.044715 x^3). */
export const geluTanh = `${gate(`
  let a = select(abs(x), 20.0, abs(x) > 20.0); // there the gate is 0 or 1, and the cube does not overflow
  let z = a * fma(a * a, -0.10294323958052349, -2.302208198144325);
  let e = select(exp2(z), 0.0, z < -126.0); // e^-2|u|`)}
fn fWithSlope(x: f32) -> vec2f {
  let gate = gateOf(x);
  let a = select(abs(x), 20.0, abs(x) > 20.0);
  let slope = fma(a * a, 0.21406444881750176, 1.5957691216057308); // 2u'
  // The product of the gates first: where it is 0, x times the slope may overflow.
  return vec2f(x * gate.open, fma(x, slope * (gate.open * gate.closed), gate.open));
}
`;
