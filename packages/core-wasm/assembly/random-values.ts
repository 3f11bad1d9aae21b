import { philoxBlocks } from './philox';
import { floatBytes, minCount } from './simd';

// As contract/random-values.ts says, in its order of operations: sums and products are never fused, so that both builds and
// all engines give the same bits.

/** Numbers that are made together: two of each of four counters. */
export const DRAWN_TOGETHER = 8;
/** Blocks whose random words are made before any of them is used: two short loops keep more of a CPU busy than a long one. */
const BATCH = 16;
/** Bytes of their random words, 64 of each block. */
export const DRAWN_BYTES = 1024;

const ONE: usize = 0;
const TWO: usize = 8;
const HALF: usize = 16;
const MINUS_TWO: usize = 24;
const TWO_PI: usize = 32;

const constants: usize = memory.data<f64>([1.0, 2.0, 0.5, -2.0, 6.283185307179586], 16);

// A number of [0, 1) with 53 bits has 27 of them from a high word and 26 from a low one. Below the upper half of a float64
// such bits are multiples of 2^-27 above 2^25, of 2^-53 above 1/2, and so on; offsets take the powers away, exactly.
const OF_2_TO_26: usize = 0;
const OF_2_TO_25: usize = 4;
const OF_ONE: usize = 8;
const OF_HALF: usize = 12;

const exponents: usize = memory.data<u32>([0x41900000, 0x41800000, 0x3ff00000, 0x3fe00000], 16);

const POWERS: usize = 0;
const POWERS_AND_ONE: usize = 8;
const DOUBLE_POWERS: usize = 16;

// 2^25 + 1/2, that and 1, 2^26 + 2
const offsets: usize = memory.data<f64>([33554432.5, 33554433.5, 67108866.0], 16);

/** Lanes 0 and 1 as the lower halves of float64 with the upper half `exponent`. */
// @ts-ignore: decorator
@inline
function lowerLanes(x: v128, exponent: usize): v128 {
  return v128.shuffle<i32>(x, v128.load32_splat(exponents + exponent), 0, 4, 1, 5);
}

/** Lanes 2 and 3. */
// @ts-ignore: decorator
@inline
function upperLanes(x: v128, exponent: usize): v128 {
  return v128.shuffle<i32>(x, v128.load32_splat(exponents + exponent), 2, 6, 3, 7);
}

/** u */
// @ts-ignore: decorator
@inline
function unit(above: v128, below: v128): v128 {
  return f64x2.add(f64x2.sub(above, v128.load64_splat(offsets, POWERS)), below);
}

/** 1 - u */
// @ts-ignore: decorator
@inline
function restOfUnit(above: v128, below: v128): v128 {
  return f64x2.sub(f64x2.sub(v128.load64_splat(offsets, POWERS_AND_ONE), above), below);
}

/** Two float64 of even places and two of odd ones, as four float32 in their order. */
// @ts-ignore: decorator
@inline
function interleave(even: v128, odd: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(even), f32x4.demote_f64x2_zero(odd), 0, 4, 1, 5);
}

/** center + (2 u - 1) spread; 2 u - 1 is exact. */
// @ts-ignore: decorator
@inline
function between(above: v128, below: v128, center: v128, spread: v128): v128 {
  const signed = f64x2.add(f64x2.sub(above, v128.load64_splat(offsets, DOUBLE_POWERS)), below);
  return f64x2.add(center, f64x2.mul(signed, spread));
}

/**
 * y_i = min(largest, center + (2 u - 1) spread) for the blocks first .. last - 1 of DRAWN_TOGETHER numbers, of which y has
 * count; y begins with block 0, whose words are those of block `offset`.
 */
export function drawUniform(
  first: i32, last: i32, y: usize, count: i32, offset: i32, seed: u32, stream: u32,
  center: f64, spread: f64, largest: f32, words: usize,
): void {
  const centers = f64x2.splat(center), spreads = f64x2.splat(spread), most = f32x4.splat(largest);
  for (let block = first; block < last; ) {
    const end = minCount(last, block + BATCH);
    wordsOf(offset + block, end - block, seed, stream, words);
    for (let word = words; block < end; block++, word += 64) {
      const a = i32x4.shr_u(v128.load(word), 5), b = i32x4.shr_u(v128.load(word, 16), 6);
      const c = i32x4.shr_u(v128.load(word, 32), 5), d = i32x4.shr_u(v128.load(word, 48), 6);
      const lower = interleave(
        between(lowerLanes(a, OF_2_TO_26), lowerLanes(b, OF_ONE), centers, spreads),
        between(lowerLanes(c, OF_2_TO_26), lowerLanes(d, OF_ONE), centers, spreads),
      );
      const upper = interleave(
        between(upperLanes(a, OF_2_TO_26), upperLanes(b, OF_ONE), centers, spreads),
        between(upperLanes(c, OF_2_TO_26), upperLanes(d, OF_ONE), centers, spreads),
      );
      const to = placeOf(block, y, count, word);
      v128.store(to, f32x4.pmin(lower, most));
      v128.store(to, f32x4.pmin(upper, most), 16);
    }
  }
  copyRest(first, last, y, count, words);
}

/** Random words of `blocks` blocks: of each, words 0 of the counters (4 block + lane, 0, 1, 0), words 1, words 2, words 3. */
// @ts-ignore: decorator
@inline
function wordsOf(block: i32, blocks: i32, seed: u32, stream: u32, words: usize): void {
  for (let i = 0; i < blocks; i += 2, words += 128) philoxBlocks(block + i, 0, 1, 0, seed, stream, words);
}

/** Where the numbers of a block go: into y, or in place of their random words where y ends in the midst of them. */
// @ts-ignore: decorator
@inline
function placeOf(block: i32, y: usize, count: i32, words: usize): usize {
  const start = block * DRAWN_TOGETHER;
  return select(y + floatBytes(start), words, count - start >= DRAWN_TOGETHER);
}

/** The numbers of the last of the blocks first .. last - 1, where placeOf has left them, as far as y goes. */
function copyRest(first: i32, last: i32, y: usize, count: i32, words: usize): void {
  const block = last - 1, start = block * DRAWN_TOGETHER, rest = count - start;
  if (block < first || rest >= DRAWN_TOGETHER) return;
  memory.copy(y + floatBytes(start), words + (<usize>((block - first) % BATCH) << 6), floatBytes(rest));
}

const LN2_HIGH: usize = 0;
const LN2_LOW: usize = 8;
const LG1: usize = 16;
const LG2: usize = 24;
const LG3: usize = 32;
const LG4: usize = 40;
const LG5: usize = 48;
const LG6: usize = 56;
const LG7: usize = 64;

const logarithm: usize = memory.data<f64>([
  6.93147180369123816490e-01, 1.90821492927058770002e-10,
  6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
  1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
], 16);

const SQRT_HALF: usize = 0;
const MANTISSA: usize = 8;
const SIGN: usize = 16;
const LOWEST: usize = 24;

const bits: usize = memory.data<u64>([0x3fe6a09e667f3bcd, 0x000fffffffffffff, 0x8000000000000000, 1], 16);

/** ln x of two numbers in (0, 1]: FreeBSD's e_log.c (fdlibm), error below 1 ulp. */
// @ts-ignore: decorator
@inline
function lnOf(x: v128): v128 {
  const above = i64x2.sub(x, v128.load64_splat(bits, SQRT_HALF));
  const exponent = i32x4.shr_s(v128.shuffle<i32>(above, above, 1, 3, 1, 3), 20);
  const k = f64x2.convert_low_i32x4_s(exponent);
  const scaled = i64x2.add(v128.and(above, v128.load64_splat(bits, MANTISSA)), v128.load64_splat(bits, SQRT_HALF));
  const f = f64x2.sub(scaled, v128.load64_splat(constants, ONE));
  const s = f64x2.div(f, f64x2.add(v128.load64_splat(constants, TWO), f));
  const z = f64x2.mul(s, s), w = f64x2.mul(z, z);
  const even = f64x2.mul(w, term(w, term(w, v128.load64_splat(logarithm, LG6), LG4, logarithm), LG2, logarithm));
  const odd = f64x2.mul(z, term(w, term(w, term(w, v128.load64_splat(logarithm, LG7), LG5, logarithm), LG3, logarithm), LG1, logarithm));
  const half = f64x2.mul(f64x2.mul(v128.load64_splat(constants, HALF), f), f);
  const tail = f64x2.add(
    f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even))),
    f64x2.mul(k, v128.load64_splat(logarithm, LN2_LOW)),
  );
  return f64x2.sub(f64x2.mul(k, v128.load64_splat(logarithm, LN2_HIGH)), f64x2.sub(f64x2.sub(half, tail), f));
}

/** table[at] + x inner */
// @ts-ignore: decorator
@inline
function term(x: v128, inner: v128, at: usize, table: usize): v128 {
  return f64x2.add(v128.load64_splat(table + at), f64x2.mul(x, inner));
}

const TWO_OVER_PI: usize = 0;
const ROUNDING: usize = 8;
const HALF_PI_HIGH: usize = 16;
const HALF_PI_LOW: usize = 24;
const S1: usize = 32;
const S2: usize = 40;
const S3: usize = 48;
const S4: usize = 56;
const S5: usize = 64;
const S6: usize = 72;
const C1: usize = 80;
const C2: usize = 88;
const C3: usize = 96;
const C4: usize = 104;
const C5: usize = 112;
const C6: usize = 120;

// pi/2 in two parts, the first of 33 bits; 1.5 2^52 rounds to integers. k_sin.c and k_cos.c of fdlibm.
const circle: usize = memory.data<f64>([
  0.6366197723675814, 6755399441055744.0, 1.5707963267341256, 6.077100506506192e-11,
  -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
  2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
  4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
  -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
], 16);

/** A quarter of the circle's place among the quarters, in the low bits. */
// @ts-ignore: decorator
@inline
function quarters(angle: v128): v128 {
  return f64x2.add(f64x2.mul(angle, v128.load64_splat(circle, TWO_OVER_PI)), v128.load64_splat(circle, ROUNDING));
}

/** What whole quarters leave of an angle in [0, 2 pi]. */
// @ts-ignore: decorator
@inline
function remainder(angle: v128, quarter: v128): v128 {
  const n = f64x2.sub(quarter, v128.load64_splat(circle, ROUNDING));
  const rest = f64x2.sub(angle, f64x2.mul(n, v128.load64_splat(circle, HALF_PI_HIGH)));
  return f64x2.sub(rest, f64x2.mul(n, v128.load64_splat(circle, HALF_PI_LOW)));
}

// @ts-ignore: decorator
@inline
function sineOf(r: v128, z: v128): v128 {
  const inner = term(z, term(z, term(z, term(z, v128.load64_splat(circle, S6), S5, circle), S4, circle), S3, circle), S2, circle);
  return f64x2.add(r, f64x2.mul(f64x2.mul(z, r), term(z, inner, S1, circle)));
}

// @ts-ignore: decorator
@inline
function cosineOf(z: v128): v128 {
  const inner = term(z, term(z, term(z, term(z, term(z, v128.load64_splat(circle, C6), C5, circle), C4, circle), C3, circle), C2, circle), C1, circle);
  const half = f64x2.mul(v128.load64_splat(constants, HALF), z);
  const main = f64x2.sub(v128.load64_splat(constants, ONE), half);
  const lost = f64x2.sub(f64x2.sub(v128.load64_splat(constants, ONE), main), half);
  return f64x2.add(main, f64x2.add(lost, f64x2.mul(z, f64x2.mul(z, inner))));
}

/** Box and Muller (1958): four numbers of two pairs of uniform ones, 1 - u and v, in their order. */
// @ts-ignore: decorator
@inline
function normalPairs(rest: v128, v: v128, center: v128, spread: v128): v128 {
  const radius = f64x2.mul(spread, f64x2.sqrt(f64x2.mul(v128.load64_splat(constants, MINUS_TWO), lnOf(rest))));
  const angle = f64x2.mul(v128.load64_splat(constants, TWO_PI), v);
  const quarter = quarters(angle);
  const r = remainder(angle, quarter);
  const z = f64x2.mul(r, r);
  const s = sineOf(r, z), c = cosineOf(z);
  // After an odd number of quarters sine and cosine change places; two bits say which of them are negative.
  const lowest = i64x2.shl(quarter, 63), second = i64x2.shl(quarter, 62), sign = v128.load64_splat(bits, SIGN);
  const odd = i32x4.shr_s(v128.shuffle<i32>(lowest, lowest, 1, 1, 3, 3), 31);
  const swapped = v128.and(v128.xor(s, c), odd);
  const sine = v128.xor(v128.xor(s, swapped), v128.and(second, sign));
  const cosine = v128.xor(v128.xor(c, swapped), v128.and(v128.xor(second, lowest), sign));
  return interleave(f64x2.add(center, f64x2.mul(radius, cosine)), f64x2.add(center, f64x2.mul(radius, sine)));
}

/** The same blocks of the normal distribution with mean center and deviation spread. */
export function drawNormal(
  first: i32, last: i32, y: usize, count: i32, offset: i32, seed: u32, stream: u32,
  center: f64, spread: f64, words: usize,
): void {
  const centers = f64x2.splat(center), spreads = f64x2.splat(spread);
  for (let block = first; block < last; ) {
    const end = minCount(last, block + BATCH);
    wordsOf(offset + block, end - block, seed, stream, words);
    for (let word = words; block < end; block++, word += 64) {
      const a = i32x4.shr_u(v128.load(word), 5), b = i32x4.shr_u(v128.load(word, 16), 6);
      const c = i32x4.shr_u(v128.load(word, 32), 5), d = i32x4.shr_u(v128.load(word, 48), 6);
      const lower = normalPairs(
        restOfUnit(lowerLanes(a, OF_2_TO_25), lowerLanes(b, OF_HALF)),
        unit(lowerLanes(c, OF_2_TO_25), lowerLanes(d, OF_HALF)), centers, spreads,
      );
      const upper = normalPairs(
        restOfUnit(upperLanes(a, OF_2_TO_25), upperLanes(b, OF_HALF)),
        unit(upperLanes(c, OF_2_TO_25), upperLanes(d, OF_HALF)), centers, spreads,
      );
      const to = placeOf(block, y, count, word);
      v128.store(to, lower);
      v128.store(to, upper, 16);
    }
  }
  copyRest(first, last, y, count, words);
}
