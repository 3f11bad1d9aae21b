import type { UnitWidth } from "../wgsl/vector-units.ts";

/**
 * `exponential(x: Unit)`: e^x to 2 units in the last place for every x, 0 at -Infinity, 1 at 0, NaN at NaN. WGSL
 * lets its own `exp` be wrong by 3 + 2 |x| units. Cephes' polynomial, Moshier.
 */
export const unitExponential = (width: UnitWidth): string => {
  const [words, ints] = width === 4 ? ["vec4u", "vec4i"] : ["u32", "i32"];
  return `
fn exponential(value: Unit) -> Unit {
  let notANumber = (bitcast<${words}>(value) & ${words}(0x7fffffffu)) > ${words}(0x7f800000u);
  let x = select(clamp(value, Unit(-104.0), Unit(89.0)), value, notANumber);
  let n = round(x * 1.44269504);
  let r = fma(n, Unit(2.12194440e-4), fma(n, Unit(-0.693359375), x));
  var p = fma(r, Unit(1.9875691500e-4), Unit(1.3981999507e-3));
  p = fma(p, r, Unit(8.3334519073e-3));
  p = fma(p, r, Unit(4.1665795894e-2));
  p = fma(p, r, Unit(1.6666665459e-1));
  p = fma(p, r, Unit(5.0000001201e-1));
  p = fma(p * r, r, r) + 1.0;
  let power = ${ints}(n);
  let half = power >> ${words}(1u);
  return p * bitcast<Unit>((half + 127) << ${words}(23u)) * bitcast<Unit>((power - half + 127) << ${words}(23u));
}`;
};

/**
 * `logarithm(x)` for normal x: ln to 1 unit in the last place, 0 at 1, NaN at NaN; FreeBSD's logf. And
 * `reciprocal(x)`: 1 / x with the last place mended, so that x * reciprocal(x) is 1 where a float can say so.
 */
export const rowMath = `
fn logarithm(x: f32) -> f32 {
  let bits = bitcast<u32>(x) + (0x3f800000u - 0x3f3504f3u);
  let exponent = f32(i32(bits >> 23u) - 127);
  let f = bitcast<f32>((bits & 0x7fffffu) + 0x3f3504f3u) - 1.0;
  let s = f / (2.0 + f);
  let z = s * s;
  let w = z * z;
  let rest = z * fma(w, 0.28498786688, 0.66666662693) + w * fma(w, 0.24279078841, 0.40000972152);
  let half = 0.5 * f * f;
  let result = s * (half + rest) + exponent * 9.0580006145e-6 - half + f + exponent * 0.69313812256;
  return select(result, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}
fn reciprocal(x: f32) -> f32 {
  let rough = 1.0 / x;
  let mended = fma(rough, fma(-x, rough, 1.0), rough);
  let special = (bitcast<u32>(rough) & 0x7f800000u) == 0x7f800000u || (bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u;
  return select(mended, rough, special);
}
fn isMinusInfinity(x: f32) -> bool { return bitcast<u32>(x) == 0xff800000u; }
var<private> minusInfinityBits: u32 = 0xff800000u;
fn minusInfinity() -> f32 { return bitcast<f32>(minusInfinityBits); }
`;

/** `inverseRoot(x)`: 1 / sqrt(x), NaN at NaN. */
export const inverseRoot = `
fn inverseRoot(x: f32) -> f32 {
  return select(inverseSqrt(x), x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}`;
