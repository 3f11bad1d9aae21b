import { PREPARED_BLOCK, PREPARED_CORRECTION, PREPARED_SCALE } from './quantized-activations';
import { packedRowBytes } from './quantized-rows';
import { fma, sumLanes } from './simd';

// One row of activations times the rows of a packed weight, bound by reading the weight once. Four rows at a time are
// four streams, which main memory needs; but V8 up to version 12 keeps all loads of a loop alive and runs out of
// registers, hence half blocks for int8 and two rows for int4 (measured).

/** Sum of the lanes of a, times scale, plus a bias (0: none). */
// @ts-ignore: decorator
@inline
function finish(y: usize, sum: v128, scale: f32, bias: usize): void {
  const product = sumLanes(sum) * scale;
  store<f32>(y, bias ? product + load<f32>(bias) : product);
}

/** y[n] with x 32 * blocks floats. */
export function multiplyRowBf16(n: i32, blocks: i32, x: usize, packed: usize, bias: usize, y: usize): void {
  const rowBytes = packedRowBytes(16, blocks);
  const upper = i32x4.splat(0xffff0000);
  for (; n > 0; n -= 4) {
    let w0 = packed, w1 = n > 1 ? w0 + rowBytes : w0, at = x;
    let w2 = n > 2 ? w1 + rowBytes : w1, w3 = n > 3 ? w2 + rowBytes : w2;
    packed += rowBytes << 2;
    let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    const end = w0 + rowBytes;
    do {
      const x0 = v128.load(at), x1 = v128.load(at, 16);
      const words0 = v128.load(w0), words1 = v128.load(w1), words2 = v128.load(w2), words3 = v128.load(w3);
      sum0 = fma(x1, v128.and(words0, upper), fma(x0, i32x4.shl(words0, 16), sum0));
      sum1 = fma(x1, v128.and(words1, upper), fma(x0, i32x4.shl(words1, 16), sum1));
      sum2 = fma(x1, v128.and(words2, upper), fma(x0, i32x4.shl(words2, 16), sum2));
      sum3 = fma(x1, v128.and(words3, upper), fma(x0, i32x4.shl(words3, 16), sum3));
      at += 32;
      w0 += 16;
      w1 += 16;
      w2 += 16;
      w3 += 16;
    } while (w0 < end);
    finish(y, sum0, 1, bias);
    if (n > 1) finish(y + 4, sum1, 1, bias ? bias + 4 : 0);
    if (n > 2) finish(y + 8, sum2, 1, bias ? bias + 8 : 0);
    if (n > 3) finish(y + 12, sum3, 1, bias ? bias + 12 : 0);
    y += 16;
    if (bias) bias += 16;
  }
}

/** 16 products of int8 with int16, added to four lanes. */
// @ts-ignore: decorator
@inline
function addDotInt8(sum: v128, w: usize, x0: v128, x1: v128): v128 {
  return i32x4.add(sum, i32x4.add(i32x4.dot_i16x8_s(v128.load8x8_s(w), x0), i32x4.dot_i16x8_s(v128.load8x8_s(w, 8), x1)));
}

/** y[n] with x in prepared blocks and a scale for each row. */
export function multiplyRowInt8(n: i32, blocks: i32, x: usize, packed: usize, scales: usize, bias: usize, y: usize): void {
  const rowBytes = packedRowBytes(8, blocks);
  for (; n > 0; n -= 4) {
    let w0 = packed, w1 = n > 1 ? w0 + rowBytes : w0, at = x;
    let w2 = n > 2 ? w1 + rowBytes : w1, w3 = n > 3 ? w2 + rowBytes : w2;
    packed += rowBytes << 2;
    let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    const end = w0 + rowBytes;
    do {
      let dot0 = i32x4.splat(0), dot1 = dot0, dot2 = dot0, dot3 = dot0;
      // Half a block at a time: see above.
      const blockEnd = at + PREPARED_SCALE;
      do {
        const x0 = v128.load(at), x1 = v128.load(at, 16);
        dot0 = addDotInt8(dot0, w0, x0, x1);
        dot1 = addDotInt8(dot1, w1, x0, x1);
        dot2 = addDotInt8(dot2, w2, x0, x1);
        dot3 = addDotInt8(dot3, w3, x0, x1);
        at += 32;
        w0 += 16;
        w1 += 16;
        w2 += 16;
        w3 += 16;
      } while (at < blockEnd);
      const scale = v128.load32_splat(at);
      sum0 = fma(f32x4.convert_i32x4_s(dot0), scale, sum0);
      sum1 = fma(f32x4.convert_i32x4_s(dot1), scale, sum1);
      sum2 = fma(f32x4.convert_i32x4_s(dot2), scale, sum2);
      sum3 = fma(f32x4.convert_i32x4_s(dot3), scale, sum3);
      at += PREPARED_BLOCK - PREPARED_SCALE;
    } while (w0 < end);
    finish(y, sum0, load<f32>(scales), bias);
    if (n > 1) finish(y + 4, sum1, load<f32>(scales, 4), bias ? bias + 4 : 0);
    if (n > 2) finish(y + 8, sum2, load<f32>(scales, 8), bias ? bias + 8 : 0);
    if (n > 3) finish(y + 12, sum3, load<f32>(scales, 12), bias ? bias + 12 : 0);
    y += 16;
    scales += 16;
    if (bias) bias += 16;
  }
}

/** 32 products of codes 0..15 with int16, summed into four lanes; 8 a code too much. */
// @ts-ignore: decorator
@inline
function dotInt4(words: v128, low: v128, x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  return i32x4.add(
    i32x4.add(i32x4.dot_i16x8_s(v128.and(words, low), x0), i32x4.dot_i16x8_s(v128.and(i16x8.shr_u(words, 4), low), x1)),
    i32x4.add(i32x4.dot_i16x8_s(v128.and(i16x8.shr_u(words, 8), low), x2), i32x4.dot_i16x8_s(i16x8.shr_u(words, 12), x3)),
  );
}

/** y[n] with x in prepared blocks and a scale for each block of each row. */
export function multiplyRowInt4(n: i32, blocks: i32, x: usize, packed: usize, scales: usize, bias: usize, y: usize): void {
  const rowBytes = packedRowBytes(4, blocks), scalesRow = <usize>blocks << 2;
  const low = i16x8.splat(15);
  for (; n > 0; n -= 2) {
    let w0 = packed, w1 = packed, s0 = scales, s1 = scales, at = x;
    if (n > 1) {
      w1 += rowBytes;
      s1 += scalesRow;
    }
    packed += rowBytes << 1;
    scales += scalesRow << 1;
    let sum0 = f32x4.splat(0), sum1 = sum0;
    const end = w0 + rowBytes;
    do {
      const x0 = v128.load(at), x1 = v128.load(at, 16), x2 = v128.load(at, 32), x3 = v128.load(at, 48);
      const scale = v128.load32_splat(at, PREPARED_SCALE), correction = v128.load32_zero(at, PREPARED_CORRECTION);
      const dot0 = i32x4.add(dotInt4(v128.load(w0), low, x0, x1, x2, x3), correction);
      sum0 = fma(f32x4.convert_i32x4_s(dot0), f32x4.mul(scale, v128.load32_splat(s0)), sum0);
      const dot1 = i32x4.add(dotInt4(v128.load(w1), low, x0, x1, x2, x3), correction);
      sum1 = fma(f32x4.convert_i32x4_s(dot1), f32x4.mul(scale, v128.load32_splat(s1)), sum1);
      at += PREPARED_BLOCK;
      w0 += 16;
      w1 += 16;
      s0 += 4;
      s1 += 4;
    } while (w0 < end);
    finish(y, sum0, 1, bias);
    if (n > 1) finish(y + 4, sum1, 1, bias ? bias + 4 : 0);
    y += 8;
    if (bias) bias += 8;
  }
}
