import { floatBytes } from './simd';

// A prepared block of 32 activations, 80 bytes: 32 int16 from -127 to 127, their scale (f32), -8 times their sum (i32).

export const PREPARED_BLOCK: usize = 80;
export const PREPARED_SCALE: usize = 64;
export const PREPARED_CORRECTION: usize = 68;

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

/** One block of 32 floats, rounded to 8 bits. */
function prepareBlock(x: usize, block: usize): void {
  const largest = largestMagnitude(x);
  const nothing = largest < TINY;
  const inverse = f32x4.splat(nothing ? 0 : 127 / largest);
  let sum = i32x4.splat(0);
  for (let i: usize = 0; i < 4; i++) {
    const low = rounded(x + (i << 5), inverse), high = rounded(x + (i << 5) + 16, inverse);
    sum = i32x4.add(sum, i32x4.add(low, high));
    v128.store(block + (i << 4), i16x8.narrow_i32x4_s(low, high));
  }
  const total = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
  store<f32>(block + PREPARED_SCALE, nothing ? 0 : largest / 127);
  store<i32>(block + PREPARED_CORRECTION, -8 * total);
}

/** A row of width floats in prepared blocks, zeros behind its end; padded: scratch of 32 floats. */
export function prepareRow(width: i32, x: usize, prepared: usize, padded: usize): void {
  for (; width >= 32; width -= 32, x += 128, prepared += PREPARED_BLOCK) prepareBlock(x, prepared);
  if (width == 0) return;
  memory.fill(padded, 0, 128);
  memory.copy(padded, x, floatBytes(width));
  prepareBlock(padded, prepared);
}

/** The floats that prepared blocks stand for: scale times integer. */
export function expandRow(blocks: i32, prepared: usize, row: usize): void {
  for (const end = prepared + PREPARED_BLOCK * blocks; prepared < end; prepared += PREPARED_BLOCK) {
    const scale = v128.load32_splat(prepared, PREPARED_SCALE);
    for (let i: usize = 0; i < 64; i += 8, row += 16) {
      v128.store(row, f32x4.mul(f32x4.convert_i32x4_s(v128.load16x4_s(prepared + i)), scale));
    }
  }
}
