/**
 * `sine(x: f32, ahead: i32) -> f32`: sin(x + ahead quarter turns), absolute error below 2e-7 for every finite x, NaN
 * at infinity. WGSL's own sin is allowed an error of 2^-11, within one turn. x = n pi/2 + r with pi/2 in three parts
 * (the first two short enough for exact products up to 8192), beyond out of the digits of 2/pi that matter (Payne and
 * Hanek 1983); then Cephes' sinf and cosf on |r| <= pi/4. Needs `nonFinite`.
 */
export const sine = `
struct Angle { quarters: i32, rest: f32 }
fn nearAngle(x: f32) -> Angle {
  let n = round(0.6366197723675814 * x);
  var r = fma(-n, 1.5703125, x);
  r = fma(-n, 4.837512969970703125e-4, r);
  r = fma(-n, 7.549789954891882e-8, r);
  return Angle(i32(n), r);
}
fn upperProduct(a: u32, b: u32) -> u32 {
  let middle = (a >> 16u) * (b & 0xffffu) + (((a & 0xffffu) * (b & 0xffffu)) >> 16u);
  return (a >> 16u) * (b >> 16u) + (((a & 0xffffu) * (b >> 16u) + (middle & 0xffffu)) >> 16u) + (middle >> 16u);
}
fn farAngle(x: f32) -> Angle {
  // 2/pi after 32 zeros, for start is at least 20
  const digits = array<u32, 7>(0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u);
  let bits = bitcast<u32>(x);
  let mantissa = (bits & 0x7fffffu) | 0x800000u;
  let start = ((bits >> 23u) & 0xffu) - 120u; // whole turns end here
  let word = start >> 5u;
  let shift = start & 31u;
  let upper = (digits[word] << shift) | ((digits[word + 1u] >> 1u) >> (31u - shift));
  let lower = (digits[word + 1u] << shift) | ((digits[word + 2u] >> 1u) >> (31u - shift));
  // The turn's fraction in 64 bits; the first two are the quarters.
  let fraction = mantissa * upper + upperProduct(mantissa, lower);
  let quarters = (fraction + 0x20000000u) >> 30u;
  let rest = f32(bitcast<i32>(fraction - (quarters << 30u))) + f32(mantissa * lower) * 2.3283064365386963e-10;
  let angle = Angle(i32(quarters), rest * 1.4629180792671596e-9); // pi/2 2^-30
  if (x < 0.0) { return Angle(-angle.quarters, -angle.rest); }
  return angle;
}
fn sine(x: f32, ahead: i32) -> f32 {
  var angle: Angle;
  if (abs(x) <= 8192.0) { angle = nearAngle(x); } else { angle = farAngle(x); }
  let r = angle.rest;
  let quadrant = angle.quarters + ahead;
  let z = r * r;
  let s = fma(fma(fma(z, -1.9515295891e-4, 8.3321608736e-3), z, -1.6666654611e-1) * z, r, r);
  var c = fma(fma(z, 2.443315711809948e-5, -1.388731625493765e-3), z, 4.166664568298827e-2);
  c = fma(fma(c, z, -0.5), z, 1.0);
  let y = select(s, c, (quadrant & 1) != 0);
  return select(select(y, -y, (quadrant & 2) != 0), nan(), isNan(x) || isInfinite(x));
}
`;
