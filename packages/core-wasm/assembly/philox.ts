/** Ten rounds of Philox4x32 on four counters at once, one counter per lane: writes 4 words x 4 lanes, word-major. */
// @ts-ignore: decorator
@inline
export function philoxLanes(counter0: v128, counter1: v128, counter2: v128, counter3: v128, key0: u32, key1: u32, out: usize): void {
  const multiplier0 = i32x4.splat(0xD2511F53);
  const multiplier1 = i32x4.splat(0xCD9E8D57);
  let roundKey0 = i32x4.splat(key0);
  let roundKey1 = i32x4.splat(key1);
  const step0 = i32x4.splat(0x9E3779B9);
  const step1 = i32x4.splat(0xBB67AE85);
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(counter0, multiplier0);
    const high0 = i64x2.extmul_high_i32x4_u(counter0, multiplier0);
    const low1 = i64x2.extmul_low_i32x4_u(counter2, multiplier1);
    const high1 = i64x2.extmul_high_i32x4_u(counter2, multiplier1);
    const product0Upper = v128.shuffle<i32>(low0, high0, 1, 3, 5, 7);
    const product1Upper = v128.shuffle<i32>(low1, high1, 1, 3, 5, 7);
    counter0 = v128.xor(v128.xor(product1Upper, counter1), roundKey0);
    counter1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    counter2 = v128.xor(v128.xor(product0Upper, counter3), roundKey1);
    counter3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    roundKey0 = i32x4.add(roundKey0, step0);
    roundKey1 = i32x4.add(roundKey1, step1);
  }
  v128.store(out, counter0);
  v128.store(out, counter1, 16);
  v128.store(out, counter2, 32);
  v128.store(out, counter3, 48);
}

/** Words that philox16 makes, for as many elements. */
export const RANDOM_WORDS = 16;

/**
 * The 16 random words of columns 16 block .. 16 block + 15 of a row: column j takes word (j >> 2) & 3 of
 * Philox4x32-10 with counter (4 (j >> 4) + (j & 3), row, 0, 0) and key (seed, stream).
 */
export function philox16(block: u32, row: u32, seed: u32, stream: u32, out: usize): void {
  const lanes = i32x4.add(i32x4.splat(block << 2), i32x4(0, 1, 2, 3));
  const zero = i32x4.splat(0);
  philoxLanes(lanes, i32x4.splat(row), zero, zero, seed, stream, out);
}
