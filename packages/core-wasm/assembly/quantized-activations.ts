import { floatBytes } from './simd';

// A prepared block of 32 activations, 80 bytes: integers from -127 to 127 as the dot products take them, their scale
// (f32), and what a dot product starts with (i32) so that offsets in its operands cancel. The relaxed dot product wants
// one operand in 7 bits without sign. int4: codes are that operand; 32 int8, -8 times their sum. int8: magnitudes are,
// 32 bytes, and 32 bytes that invert a code where the activation is negative; inverted is one less than negated, hence
// the sum of the negative ones' magnitudes. Plain: 32 int16, elements 1 and 2 of every four exchanged, since bytes come
// out of a word as its even and its odd ones.

export const PREPARED_BLOCK: usize = 80;
export const PREPARED_SCALE: usize = 64;
export const PREPARED_START: usize = 68;
/** Bytes of the integers of four activations, which a word of int8 codes meets. */
export const PREPARED_FOUR: usize = ASC_FEATURE_RELAXED_SIMD ? 4 : 8;
/** First byte of the inverting ones. */
export const PREPARED_SIGNS: usize = 32;

/** Blocks with no magnitude from here count as 0: 127 / magnitude would overflow. 2^-100 */
const TINY: f32 = 7.888609052210118e-31;

/** Largest magnitude of 32 floats; NaN where there is one. */
function largestMagnitude(x: usize): f32 {
  let largest = f32x4.abs(v128.load(x));
  for (const end = x + 128; x < end; x += 16) largest = f32x4.max(largest, f32x4.abs(v128.load(x)));
  const pairs = f32x4.max(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** Four floats times inverse, to nearest and of two to the even integer; NaN to 0. */
// @ts-ignore: decorator
@inline
function rounded(x: usize, inverse: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), inverse)));
}

/** Eight floats as int16. */
// @ts-ignore: decorator
@inline
function roundedEight(x: usize, inverse: v128): v128 {
  return i16x8.narrow_i32x4_s(rounded(x, inverse), rounded(x + 16, inverse));
}

// @ts-ignore: decorator
@inline
function total(sum: v128): i32 {
  const pairs = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** Sixteen int8, summed into four lanes. */
// @ts-ignore: decorator
@inline
function sumBytes(bytes: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(bytes));
}

/** One block of 32 floats, rounded to 8 bits, for codes of so many bits. */
function prepareBlock(bits: i32, x: usize, block: usize): void {
  const largest = largestMagnitude(x);
  const nothing = largest < TINY;
  const inverse = f32x4.splat(nothing ? 0 : 127 / largest);
  store<f32>(block + PREPARED_SCALE, nothing ? 0 : largest / 127);
  let sum = i32x4.splat(0);
  const end = x + 128;
  let to = block;
  do {
    const low = roundedEight(x, inverse), high = roundedEight(x + 32, inverse);
    if (ASC_FEATURE_RELAXED_SIMD) {
      const bytes = i8x16.narrow_i16x8_s(low, high);
      if (bits == 4) {
        v128.store(to, bytes);
        sum = i32x4.add(sum, sumBytes(bytes));
      } else {
        const magnitudes = i8x16.abs(bytes), signs = i8x16.shr_s(bytes, 7);
        v128.store(to, magnitudes);
        v128.store(to, signs, PREPARED_SIGNS);
        sum = i32x4.add(sum, sumBytes(v128.and(magnitudes, signs)));
      }
      to += 16;
    } else {
      v128.store(to, v128.shuffle<i16>(low, low, 0, 2, 1, 3, 4, 6, 5, 7));
      v128.store(to, v128.shuffle<i16>(high, high, 0, 2, 1, 3, 4, 6, 5, 7), 16);
      sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.add(low, high)));
      to += 32;
    }
    x += 64;
  } while (x < end);
  const start = bits == 4 ? -8 * total(sum) : ASC_FEATURE_RELAXED_SIMD ? total(sum) : 0;
  store<i32>(block + PREPARED_START, start);
}

/** A row of width floats in prepared blocks, zeros behind its end; padded: scratch of 32 floats. */
export function prepareRow(bits: i32, width: i32, x: usize, prepared: usize, padded: usize): void {
  for (; width >= 32; width -= 32, x += 128, prepared += PREPARED_BLOCK) prepareBlock(bits, x, prepared);
  if (width == 0) return;
  padRow(width, 1, x, padded);
  prepareBlock(bits, padded, prepared);
}

/** A row of width floats, and zeros up to whole blocks. */
export function padRow(width: i32, blocks: i32, x: usize, padded: usize): void {
  memory.copy(padded, x, floatBytes(width));
  memory.fill(padded + floatBytes(width), 0, floatBytes(32 * blocks - width));
}

/** In place, the floats that a row of whole blocks stands for when it is rounded: scale times integer. */
export function roundRow(blocks: i32, row: usize): void {
  for (const end = row + floatBytes(32 * blocks); row < end; row += 128) {
    const largest = largestMagnitude(row);
    const nothing = largest < TINY;
    const inverse = f32x4.splat(nothing ? 0 : 127 / largest), scale = f32x4.splat(nothing ? 0 : largest / 127);
    for (let i: usize = 0; i < 128; i += 16) {
      v128.store(row + i, f32x4.mul(f32x4.convert_i32x4_s(rounded(row + i, inverse)), scale));
    }
  }
}

/**
 * In place, a row of whole blocks times a power of two that brings its largest magnitude to 2^60, where products with low
 * floats of half precision (half-floats.ts) are normal; at `back` the factor that makes up for both.
 */
export function raiseRow(blocks: i32, row: usize, back: usize): void {
  const end = row + floatBytes(32 * blocks);
  let largest: f32 = 0;
  for (let x = row; x < end; x += 128) largest = max<f32>(largest, largestMagnitude(x));
  // The exponent with its bias of 127; both factors are normal. A row with NaN or Infinity is finite nowhere anyway.
  const exponent = max<u32>(60, min<u32>(197, reinterpret<u32>(largest) >> 23 & 255));
  const factor = f32x4.splat(reinterpret<f32>((314 - exponent) << 23)); // 2^(187 - exponent)
  store<f32>(back, reinterpret<f32>((52 + exponent) << 23)); // 2^112 over the factor
  for (let x = row; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), factor));
}
