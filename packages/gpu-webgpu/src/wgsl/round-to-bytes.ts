import { nonFinite } from "./non-finite.ts";

/**
 * How the contract rounds a block of 32 activations to 8 bits, given the largest of the bits of their magnitudes (as
 * integers these are in the order of the floats, infinity and NaN last): `byteScale(bits)` and `byteInverse(bits)`,
 * then x is scale * round(x * inverse). Every backend must take the same integers, so the inverse, 127 / magnitude, is
 * exact to the last bit, where WGSL's division is not: the quotient is corrected by its remainder in integers.
 */
export const roundToBytes = `${nonFinite}
fn isTiny(bits: u32) -> bool { return bits < 0x0d800000u; } // 2^-100: 127 / x would overflow
fn byteScale(bits: u32) -> f32 {
  if (bits >= 0x7f800000u) { return nan(); }
  return select(bitcast<f32>(bits) / 127.0, 0.0, isTiny(bits));
}
fn byteInverse(bits: u32) -> f32 {
  if (isTiny(bits) || bits >= 0x7f800000u) { return 0.0; }
  // magnitude = mantissa 2^(exponent - 150), and 127 2^shift / mantissa has 24 bits.
  let mantissa = (bits & 0x7fffffu) | 0x800000u;
  let exponent = bits >> 23u;
  let larger = mantissa > 0xfe0000u; // 127 2^17
  let shift = select(40u, 41u, larger);
  var quotient = u32(select(139637976727552.0, 279275953455104.0, larger) / f32(mantissa)); // 127 2^shift
  var remainder = bitcast<i32>(0u - quotient * mantissa); // of 127 2^shift, whose lower 32 bits are 0
  for (var i = 0; i < 4; i++) {
    if (remainder < 0) {
      quotient--;
      remainder += i32(mantissa);
    } else if (remainder >= i32(mantissa)) {
      quotient++;
      remainder -= i32(mantissa);
    }
  }
  let twice = 2 * remainder - i32(mantissa);
  if (twice > 0 || (twice == 0 && (quotient & 1u) == 1u)) { quotient++; }
  return bitcast<f32>(((300u - shift - exponent) << 23u) + quotient - 0x800000u);
}
`;
