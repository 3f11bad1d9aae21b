import { philoxLanes } from './philox';
import { floatBytes, minCount, storeUpTo } from './simd';

// As contract/random-values.ts says, in its order of operations: sums and products are never fused, so that both builds and
// all engines give the same bits.

/** Numbers that are made together: two of each of four counters. */
export const DRAWN_TOGETHER = 8;
/** Bytes of random words that they are made of. */
export const DRAWN_BYTES = 64;

const TWO_TO_26: usize = 0;
const TWO_TO_MINUS_53: usize = 8;
const ONE: usize = 16;
const TWO: usize = 24;
const HALF: usize = 32;
const MINUS_TWO: usize = 40;
const TWO_PI: usize = 48;

const constants: usize = memory.data<f64>([
  67108864.0, 1.1102230246251565e-16, 1.0, 2.0, 0.5, -2.0, 6.283185307179586,
], 16);

/** The random words of counters (4 block + lane, 0, 1, 0): words 0 of four lanes, words 1, words 2, words 3. */
// @ts-ignore: decorator
@inline
function wordsOf(block: i32, seed: u32, stream: u32, words: usize): void {
  const lanes = i32x4.add(i32x4.splat(block << 2), i32x4(0, 1, 2, 3));
  const zero = i32x4.splat(0);
  philoxLanes(lanes, zero, i32x4.splat(1), zero, seed, stream, words);
}

/** Two numbers of [0, 1) with 53 bits, of 27 bits of each high word and 26 of each low one; lanes 0 and 1. */
// @ts-ignore: decorator
@inline
function unit(high: v128, low: v128): v128 {
  const above = f64x2.convert_low_i32x4_u(i32x4.shr_u(high, 5));
  const below = f64x2.convert_low_i32x4_u(i32x4.shr_u(low, 6));
  const whole = f64x2.add(f64x2.mul(above, v128.load64_splat(constants, TWO_TO_26)), below);
  return f64x2.mul(whole, v128.load64_splat(constants, TWO_TO_MINUS_53));
}

// @ts-ignore: decorator
@inline
function upperLanes(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}

/** Two float64 of even places and two of odd ones, as four float32 in their order. */
// @ts-ignore: decorator
@inline
function interleave(even: v128, odd: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(even), f32x4.demote_f64x2_zero(odd), 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function between(u: v128, center: v128, spread: v128): v128 {
  const signed = f64x2.sub(f64x2.mul(v128.load64_splat(constants, TWO), u), v128.load64_splat(constants, ONE));
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
  for (let block = first; block < last; block++) {
    wordsOf(offset + block, seed, stream, words);
    const w0 = v128.load(words), w1 = v128.load(words, 16), w2 = v128.load(words, 32), w3 = v128.load(words, 48);
    const lower = interleave(between(unit(w0, w1), centers, spreads), between(unit(w2, w3), centers, spreads));
    const upper = interleave(
      between(unit(upperLanes(w0), upperLanes(w1)), centers, spreads),
      between(unit(upperLanes(w2), upperLanes(w3)), centers, spreads),
    );
    const start = block * DRAWN_TOGETHER;
    store(y + floatBytes(start), f32x4.pmin(lower, most), f32x4.pmin(upper, most), minCount(DRAWN_TOGETHER, count - start));
  }
}

// @ts-ignore: decorator
@inline
function store(y: usize, lower: v128, upper: v128, count: i32): void {
  storeUpTo(y, lower, count);
  if (count > 4) storeUpTo(y + 16, upper, count - 4);
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

const SQRT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd;
const MANTISSA_BITS: i64 = 0x000fffffffffffff;

/** ln x of two numbers in (0, 1]: FreeBSD's e_log.c (fdlibm), error below 1 ulp. */
// @ts-ignore: decorator
@inline
function lnOf(x: v128): v128 {
  const above = i64x2.sub(x, i64x2.splat(SQRT_HALF_BITS));
  const exponent = i64x2.shr_s(above, 52);
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 0, 2, 0, 2));
  const scaled = i64x2.add(v128.and(above, i64x2.splat(MANTISSA_BITS)), i64x2.splat(SQRT_HALF_BITS));
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

/** The sine where the number of quarters is even, the cosine where it is odd, negative in the third and fourth quarter. */
// @ts-ignore: decorator
@inline
function turned(sine: v128, cosine: v128, quarter: v128): v128 {
  const odd = i64x2.shr_s(i64x2.shl(quarter, 63), 63);
  const sign = i64x2.shl(i64x2.shr_u(quarter, 1), 63);
  return v128.xor(v128.bitselect(cosine, sine, odd), sign);
}

/** Box and Muller (1958): four numbers of two pairs of uniform ones, in their order. */
// @ts-ignore: decorator
@inline
function normalPairs(u: v128, v: v128, center: v128, spread: v128): v128 {
  const ln = lnOf(f64x2.sub(v128.load64_splat(constants, ONE), u));
  const radius = f64x2.mul(spread, f64x2.sqrt(f64x2.mul(v128.load64_splat(constants, MINUS_TWO), ln)));
  const angle = f64x2.mul(v128.load64_splat(constants, TWO_PI), v);
  const quarter = quarters(angle);
  const r = remainder(angle, quarter);
  const z = f64x2.mul(r, r);
  const sine = sineOf(r, z), cosine = cosineOf(z);
  const even = f64x2.add(center, f64x2.mul(radius, turned(sine, cosine, i64x2.add(quarter, i64x2.splat(1)))));
  const odd = f64x2.add(center, f64x2.mul(radius, turned(sine, cosine, quarter)));
  return interleave(even, odd);
}

/** The same blocks of the normal distribution with mean center and deviation spread. */
export function drawNormal(
  first: i32, last: i32, y: usize, count: i32, offset: i32, seed: u32, stream: u32,
  center: f64, spread: f64, words: usize,
): void {
  const centers = f64x2.splat(center), spreads = f64x2.splat(spread);
  for (let block = first; block < last; block++) {
    wordsOf(offset + block, seed, stream, words);
    const w0 = v128.load(words), w1 = v128.load(words, 16), w2 = v128.load(words, 32), w3 = v128.load(words, 48);
    const lower = normalPairs(unit(w0, w1), unit(w2, w3), centers, spreads);
    const upper = normalPairs(
      unit(upperLanes(w0), upperLanes(w1)), unit(upperLanes(w2), upperLanes(w3)), centers, spreads,
    );
    const start = block * DRAWN_TOGETHER;
    store(y + floatBytes(start), lower, upper, minCount(DRAWN_TOGETHER, count - start));
  }
}
