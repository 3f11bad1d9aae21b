/** Words that philox32 makes, for as many elements. */
export const RANDOM_WORDS = 32;

const MULTIPLIER_0: u32 = 0xD2511F53;
const MULTIPLIER_1: u32 = 0xCD9E8D57;
const WEYL_0: u32 = 0x9E3779B9;
const WEYL_1: u32 = 0xBB67AE85;

// From memory, for engines make a constant vector again wherever it is used.
const constants: usize = memory.data<u32>([MULTIPLIER_0, MULTIPLIER_1, WEYL_0, WEYL_1], 16);

/** The upper halves of four products. */
// @ts-ignore: decorator
@inline
function upperHalves(x: v128, multiplier: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(x, multiplier), i64x2.extmul_high_i32x4_u(x, multiplier), 1, 3, 5, 7);
}

/**
 * Ten rounds of Philox4x32 on the counters (4 block + lane, counter1, counter2, counter3) of four lanes and on those of
 * the next block: for each block words 0 of its lanes, words 1, words 2, words 3. Two blocks keep a CPU busy where one waits
 * for its products; of the first two rounds most is the same for all lanes, and computed once.
 */
export function philoxBlocks(block: u32, counter1: u32, counter2: u32, counter3: u32, key0: u32, key1: u32, out: usize): void {
  const multiplier0 = v128.load32_splat(constants), multiplier1 = v128.load32_splat(constants, 4);
  const step0 = v128.load32_splat(constants, 8), step1 = v128.load32_splat(constants, 12);
  const product = <u64>MULTIPLIER_1 * <u64>counter2;
  const shared = <u64>MULTIPLIER_0 * <u64>(<u32>(product >> 32) ^ counter1 ^ key0);
  const lanesA = i32x4.add(i32x4.splat(block << 2), i32x4(0, 1, 2, 3)), lanesB = i32x4.add(lanesA, i32x4.splat(4));
  // After the first round, of which words 0 and 1 are those of all lanes.
  const secondKey = i32x4.splat(counter3 ^ key1);
  let a2 = v128.xor(upperHalves(lanesA, multiplier0), secondKey), b2 = v128.xor(upperHalves(lanesB, multiplier0), secondKey);
  // After the second, of which word 3 is.
  const firstKey = i32x4.splat(<u32>product ^ (key0 + WEYL_0));
  let a0 = v128.xor(upperHalves(a2, multiplier1), firstKey), b0 = v128.xor(upperHalves(b2, multiplier1), firstKey);
  let a1 = i32x4.mul(a2, multiplier1), b1 = i32x4.mul(b2, multiplier1);
  const thirdKey = i32x4.splat(<u32>(shared >> 32) ^ (key1 + WEYL_1));
  a2 = v128.xor(i32x4.mul(lanesA, multiplier0), thirdKey);
  b2 = v128.xor(i32x4.mul(lanesB, multiplier0), thirdKey);
  let a3 = i32x4.splat(<u32>shared), b3 = a3;
  let roundKey0 = i32x4.splat(key0 + 2 * WEYL_0), roundKey1 = i32x4.splat(key1 + 2 * WEYL_1);
  for (let round = 2; round < 10; round++) {
    const nextA = v128.xor(v128.xor(upperHalves(a2, multiplier1), a1), roundKey0);
    const nextB = v128.xor(v128.xor(upperHalves(b2, multiplier1), b1), roundKey0);
    a1 = i32x4.mul(a2, multiplier1);
    b1 = i32x4.mul(b2, multiplier1);
    a2 = v128.xor(v128.xor(upperHalves(a0, multiplier0), a3), roundKey1);
    b2 = v128.xor(v128.xor(upperHalves(b0, multiplier0), b3), roundKey1);
    a3 = i32x4.mul(a0, multiplier0);
    b3 = i32x4.mul(b0, multiplier0);
    a0 = nextA;
    b0 = nextB;
    roundKey0 = i32x4.add(roundKey0, step0);
    roundKey1 = i32x4.add(roundKey1, step1);
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, b0, 64);
  v128.store(out, b1, 80);
  v128.store(out, b2, 96);
  v128.store(out, b3, 112);
}

/**
 * The random words of columns 32 part .. 32 part + 31 of a row: column j takes word (j >> 2) & 3 of
 * Philox4x32-10 with counter (4 (j >> 4) + (j & 3), row, 0, 0) and key (seed, stream).
 */
export function philox32(part: u32, row: u32, seed: u32, stream: u32, out: usize): void {
  philoxBlocks(part << 1, row, 0, 0, seed, stream, out);
}
