// Floats of 16 bits, two to a word: bfloat16, the upper half of a float32, or (half) half precision, IEEE 754 binary16.
// Moved right by three bits, half precision is a float32 that is 2^112 too small ("low"): one multiply makes it exact, also
// where it is subnormal. Few rows multiply their sums instead. Infinity and NaN would be 65536 and more: to look for them
// takes half the speed, and packed weights have none.

const REBIAS: f32 = 5.192296858534828e33; // 2^112
const REBIAS_LANES = memory.data<f32>(
  [5.192296858534828e33, 5.192296858534828e33, 5.192296858534828e33, 5.192296858534828e33], 16,
);
const SIGN_AND_MAGNITUDE: u32 = 0x8fffe000;
const SIGN_AND_MAGNITUDE_LANES = memory.data<u32>([0x8fffe000, 0x8fffe000, 0x8fffe000, 0x8fffe000], 16);
const UPPER: u32 = 0xffff0000;

/** The floats in the upper halves of words; half precision is low. */
// @ts-ignore: decorator
@inline
export function upperLowFloats(half: bool, words: v128): v128 {
  if (!half) return v128.and(words, i32x4.splat(UPPER));
  return v128.and(i32x4.shr_s(words, 3), v128.load(SIGN_AND_MAGNITUDE_LANES));
}

/** The floats in the lower halves of words; half precision is low. */
// @ts-ignore: decorator
@inline
export function lowerLowFloats(half: bool, words: v128): v128 {
  const upper = i32x4.shl(words, 16);
  return half ? upperLowFloats(true, upper) : upper;
}

/** The floats in the upper halves of words. */
// @ts-ignore: decorator
@inline
export function upperFloats(half: bool, words: v128): v128 {
  const floats = upperLowFloats(half, words);
  return half ? f32x4.mul(floats, v128.load(REBIAS_LANES)) : floats;
}

/** The float in the upper half of a word. */
// @ts-ignore: decorator
@inline
export function upperFloat(half: bool, word: u32): f32 {
  return half ? reinterpret<f32>((<i32>word >> 3) & SIGN_AND_MAGNITUDE) * REBIAS : reinterpret<f32>(word & UPPER);
}
