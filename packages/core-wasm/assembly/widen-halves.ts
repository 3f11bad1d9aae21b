import { upperFloats } from './half-floats';
import { storePartial } from './simd';

// Infinity and NaN of half precision: an exponent of ones, which `upperFloats` takes for a number.
const LEAST_SPECIAL: i32 = 0x47800000; // 2^16
const EXPONENT: i32 = 0x7f800000;

/** Four floats out of the upper halves of words, every one as it is: Infinity and NaN too, with the bits of its fraction. */
// @ts-ignore: decorator
@inline
function widened(half: bool, words: v128): v128 {
  const floats = upperFloats(half, words);
  if (!half) return floats;
  const magnitudes = v128.andnot(floats, i32x4.splat(0x80000000));
  const special = i32x4.ge_s(magnitudes, i32x4.splat(LEAST_SPECIAL));
  return v128.or(floats, v128.and(special, i32x4.splat(EXPONENT)));
}

/**
 * y [count] = floats of 16 bits, bfloat16 or (half) half precision, which fill the second half of y's memory: each is read
 * before it is written over.
 */
export function widenHalves(half: bool, y: usize, count: i32): void {
  const zero = i32x4.splat(0);
  let x = y + (<usize>count << 1);
  for (; count >= 8; count -= 8, x += 16, y += 32) {
    const halves = v128.load(x);
    v128.store(y, widened(half, v128.shuffle<i16>(zero, halves, 0, 8, 1, 9, 2, 10, 3, 11)));
    v128.store(y, widened(half, v128.shuffle<i16>(zero, halves, 4, 12, 5, 13, 6, 14, 7, 15)), 16);
  }
  for (; count > 0; count--, x += 2, y += 4)
    storePartial(y, widened(half, i32x4.splat(<i32>load<u16>(x) << 16)), 1);
}
