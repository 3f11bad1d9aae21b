/**
 * `exponential(x: f32) -> f32`: e^x, relative error 2e-7; WGSL's own exp may lose 2 |x| units in the last place.
 * e^x = 2^n e^r with n = round(x log2 e) and r = x - n ln 2, ln 2 in two parts so that large |x| keeps its digits;
 * e^r = 1 + r p(r), p minimax of degree 4 on +-ln2/2, and e^0 exactly 1. 2^n is multiplied in two halves: a large
 * result passes through infinity, a small one through the denormals. NaN stays NaN.
 */
export const exponential = `
fn nearExponential(r: f32) -> f32 {
  var p = fma(r, 0.008290272040235896, 0.04189815965914335);
  p = fma(p, r, 0.16667638128407838);
  p = fma(p, r, 0.49999147840703406);
  p = fma(p, r, 0.9999997063129584);
  return fma(p, r, 1.0);
}
fn powerOfTwo(n: i32) -> f32 { return bitcast<f32>((n + 127) << 23u); }
fn timesPowerOfTwo(x: f32, n: i32) -> f32 {
  let half = n >> 1u;
  return x * powerOfTwo(half) * powerOfTwo(n - half);
}
fn exponential(x: f32) -> f32 {
  let limited = select(select(x, -105.0, x < -105.0), 89.5, x > 89.5);
  let n = round(1.4426950408889634 * limited);
  let r = fma(-n, 1.4286068203094172e-6, fma(-n, 0.693145751953125, limited));
  return timesPowerOfTwo(nearExponential(r), i32(n));
}
`;
