import { lowerLowFloats, upperLowFloats } from './half-floats';
import { PREPARED_BLOCK, PREPARED_FOUR, PREPARED_SCALE, PREPARED_SIGNS, PREPARED_START } from './quantized-activations';
import { fma, storeUpTo } from './simd';

// One row of activations times one panel of 16 rows of a weight, bound by reading the panel once and in order. A vector
// of words is a group of columns in four rows, and its activations are repeated: no sum runs across lanes. The loop over
// the groups of a block is not unrolled: V8 would load all of them first and run out of registers (measured).

/** Masks of a byte's lower half in the widths of the dot products: not splats, which V8 makes anew at each use. */
const LOW_HALVES = memory.data<u32>([0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f, 0x0f0f0f0f], 16);
const LOW_QUARTERS = memory.data<u32>([0x000f000f, 0x000f000f, 0x000f000f, 0x000f000f], 16);

/** Up to 16 outputs: sums (times scale, if any) plus bias (0: none). */
// @ts-ignore: decorator
@inline
function finish(y: usize, count: i32, sum0: v128, sum1: v128, sum2: v128, sum3: v128, scales: usize, bias: usize): void {
  if (scales) {
    sum0 = f32x4.mul(sum0, v128.load(scales));
    sum1 = f32x4.mul(sum1, v128.load(scales, 16));
    sum2 = f32x4.mul(sum2, v128.load(scales, 32));
    sum3 = f32x4.mul(sum3, v128.load(scales, 48));
  }
  if (bias) {
    sum0 = f32x4.add(sum0, v128.load(bias));
    sum1 = f32x4.add(sum1, v128.load(bias, 16));
    sum2 = f32x4.add(sum2, v128.load(bias, 32));
    sum3 = f32x4.add(sum3, v128.load(bias, 48));
  }
  storeUpTo(y, sum0, count);
  if (count > 4) storeUpTo(y + 16, sum1, count - 4);
  if (count > 8) storeUpTo(y + 32, sum2, count - 8);
  if (count > 12) storeUpTo(y + 48, sum3, count - 12);
}

/** y[count] with x 32 * blocks floats and weights in 16 bits; of half precision x is raised, and sums are taken back. */
// @ts-ignore: decorator
@inline
function multiplyPanelFloats(
  half: bool, count: i32, blocks: i32, x: usize, back: usize, packed: usize, bias: usize, y: usize,
): void {
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  let odd0 = sum0, odd1 = sum0, odd2 = sum0, odd3 = sum0;
  const end = x + (<usize>blocks << 7);
  do {
    const x0 = v128.load32_splat(x), x1 = v128.load32_splat(x, 4);
    const words0 = v128.load(packed), words1 = v128.load(packed, 16);
    sum0 = fma(x0, lowerLowFloats(half, words0), sum0);
    odd0 = fma(x1, upperLowFloats(half, words0), odd0);
    sum1 = fma(x0, lowerLowFloats(half, words1), sum1);
    odd1 = fma(x1, upperLowFloats(half, words1), odd1);
    const words2 = v128.load(packed, 32), words3 = v128.load(packed, 48);
    sum2 = fma(x0, lowerLowFloats(half, words2), sum2);
    odd2 = fma(x1, upperLowFloats(half, words2), odd2);
    sum3 = fma(x0, lowerLowFloats(half, words3), sum3);
    odd3 = fma(x1, upperLowFloats(half, words3), odd3);
    x += 8;
    packed += 64;
  } while (x < end);
  sum0 = f32x4.add(sum0, odd0);
  sum1 = f32x4.add(sum1, odd1);
  sum2 = f32x4.add(sum2, odd2);
  sum3 = f32x4.add(sum3, odd3);
  if (half) {
    const factor = v128.load32_splat(back);
    sum0 = f32x4.mul(sum0, factor);
    sum1 = f32x4.mul(sum1, factor);
    sum2 = f32x4.mul(sum2, factor);
    sum3 = f32x4.mul(sum3, factor);
  }
  finish(y, count, sum0, sum1, sum2, sum3, 0, bias);
}

export function multiplyPanelBf16(count: i32, blocks: i32, x: usize, packed: usize, bias: usize, y: usize): void {
  multiplyPanelFloats(false, count, blocks, x, 0, packed, bias, y);
}

export function multiplyPanelF16(
  count: i32, blocks: i32, x: usize, back: usize, packed: usize, bias: usize, y: usize,
): void {
  multiplyPanelFloats(true, count, blocks, x, back, packed, bias, y);
}

/** Adds the products of four int8 in each of four rows; x0, x1: magnitudes and signs, or the even and the odd ones. */
// @ts-ignore: decorator
@inline
function addInt8(sum: v128, words: v128, x0: v128, x1: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.xor(words, x1), x0, sum);
  const even = i32x4.dot_i16x8_s(i16x8.shr_s(i16x8.shl(words, 8), 8), x0);
  return i32x4.add(sum, i32x4.add(even, i32x4.dot_i16x8_s(i16x8.shr_s(words, 8), x1)));
}

/** y[count] with x in prepared blocks and a scale for each row. */
export function multiplyPanelInt8(
  count: i32, blocks: i32, x: usize, packed: usize, scales: usize, bias: usize, y: usize,
): void {
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  for (const end = x + PREPARED_BLOCK * blocks; x < end; x += PREPARED_BLOCK - 8 * PREPARED_FOUR) {
    const scale = v128.load32_splat(x, PREPARED_SCALE);
    let dot0 = v128.load32_splat(x, PREPARED_START), dot1 = dot0, dot2 = dot0, dot3 = dot0;
    const blockEnd = x + 8 * PREPARED_FOUR;
    do {
      const x0 = v128.load32_splat(x);
      const x1 = v128.load32_splat(x, ASC_FEATURE_RELAXED_SIMD ? PREPARED_SIGNS : 4);
      dot0 = addInt8(dot0, v128.load(packed), x0, x1);
      dot1 = addInt8(dot1, v128.load(packed, 16), x0, x1);
      dot2 = addInt8(dot2, v128.load(packed, 32), x0, x1);
      dot3 = addInt8(dot3, v128.load(packed, 48), x0, x1);
      x += PREPARED_FOUR;
      packed += 64;
    } while (x < blockEnd);
    sum0 = fma(f32x4.convert_i32x4_s(dot0), scale, sum0);
    sum1 = fma(f32x4.convert_i32x4_s(dot1), scale, sum1);
    sum2 = fma(f32x4.convert_i32x4_s(dot2), scale, sum2);
    sum3 = fma(f32x4.convert_i32x4_s(dot3), scale, sum3);
  }
  finish(y, count, sum0, sum1, sum2, sum3, scales, bias);
}

/** Adds the products of eight codes 0..15 in each of four rows with the activations at x; 8 a code too much. */
// @ts-ignore: decorator
@inline
function addInt4(sum: v128, words: v128, low: v128, x: usize): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const half = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load32_splat(x), v128.and(words, low), sum);
    return i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load32_splat(x, 4), v128.and(i16x8.shr_u(words, 4), low), half);
  }
  return i32x4.add(
    i32x4.add(
      i32x4.add(sum, i32x4.dot_i16x8_s(v128.and(words, low), v128.load32_splat(x))),
      i32x4.dot_i16x8_s(v128.and(i16x8.shr_u(words, 8), low), v128.load32_splat(x, 4)),
    ),
    i32x4.add(
      i32x4.dot_i16x8_s(v128.and(i16x8.shr_u(words, 4), low), v128.load32_splat(x, 8)),
      i32x4.dot_i16x8_s(i16x8.shr_u(words, 12), v128.load32_splat(x, 12)),
    ),
  );
}

/** y[count] with x in prepared blocks and 16 scales for each block. */
export function multiplyPanelInt4(
  count: i32, blocks: i32, x: usize, packed: usize, scales: usize, bias: usize, y: usize,
): void {
  const low = v128.load(ASC_FEATURE_RELAXED_SIMD ? LOW_HALVES : LOW_QUARTERS);
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  for (const end = x + PREPARED_BLOCK * blocks; x < end; x += PREPARED_BLOCK - 8 * PREPARED_FOUR) {
    const scale = v128.load32_splat(x, PREPARED_SCALE);
    let dot0 = v128.load32_splat(x, PREPARED_START), dot1 = dot0, dot2 = dot0, dot3 = dot0;
    const blockEnd = x + 8 * PREPARED_FOUR;
    do {
      dot0 = addInt4(dot0, v128.load(packed), low, x);
      dot1 = addInt4(dot1, v128.load(packed, 16), low, x);
      dot2 = addInt4(dot2, v128.load(packed, 32), low, x);
      dot3 = addInt4(dot3, v128.load(packed, 48), low, x);
      x += 2 * PREPARED_FOUR;
      packed += 64;
    } while (x < blockEnd);
    sum0 = fma(f32x4.convert_i32x4_s(dot0), f32x4.mul(scale, v128.load(scales)), sum0);
    sum1 = fma(f32x4.convert_i32x4_s(dot1), f32x4.mul(scale, v128.load(scales, 16)), sum1);
    sum2 = fma(f32x4.convert_i32x4_s(dot2), f32x4.mul(scale, v128.load(scales, 32)), sum2);
    sum3 = fma(f32x4.convert_i32x4_s(dot3), f32x4.mul(scale, v128.load(scales, 48)), sum3);
    scales += 64;
  }
  finish(y, count, sum0, sum1, sum2, sum3, 0, bias);
}
