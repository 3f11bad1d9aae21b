import { bitsOfFloat, roundTiesToEven } from "./float-bits.ts";

/** The largest finite number of half precision. */
export const LARGEST_HALF = 65504;

/**
 * The 16 bits of the nearest number of half precision, IEEE 754 binary16: sign, 5 bits of exponent biased by 15, 10 of
 * fraction; of two the even one. Below 2^-14 they are multiples of 2^-24 (subnormal); from 65520 on, half a step beyond
 * the largest, Infinity; NaN stays NaN.
 */
export function bitsOfHalf(value: number): number {
  const word = bitsOfFloat(value);
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude < 0x38800000) return sign | roundTiesToEven(Math.abs(value) * 2 ** 24);
  if (magnitude >= 0x477ff000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  // A carry out of the fraction goes on into the exponent.
  return sign | (((magnitude + 0xfff + ((magnitude >>> 13) & 1)) >>> 13) - (112 << 10));
}

/** The number that 16 bits of half precision are. */
export function halfOfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
