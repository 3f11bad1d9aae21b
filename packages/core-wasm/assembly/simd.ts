/** a * b + c per lane: fused in the relaxed build, two roundings in the plain one. */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** c - a * b per lane, the negated twin of fma. */
// @ts-ignore: decorator
@inline
export function negatedFma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** Sum of the four lanes, always in the same order: (0 + 2) + (1 + 3). */
// @ts-ignore: decorator
@inline
export function sumLanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Largest of the four lanes; a NaN lane may or may not win. */
// @ts-ignore: decorator
@inline
export function maxLanes(x: v128): f32 {
  const pairs = f32x4.pmax(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return max<f32>(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** Smaller of two counts. */
// @ts-ignore: decorator
@inline
export function minCount(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** Larger of two counts. */
// @ts-ignore: decorator
@inline
export function maxCount(a: i32, b: i32): i32 {
  return a > b ? a : b;
}

/** count rounded up to a multiple of a power of two. */
// @ts-ignore: decorator
@inline
export function roundUp(count: i32, powerOfTwo: i32): i32 {
  return (count + powerOfTwo - 1) & -powerOfTwo;
}

/** Bytes that count float32 elements occupy. */
// @ts-ignore: decorator
@inline
export function floatBytes(count: i32): usize {
  return <usize>count << 2;
}

/** The first count (0..3) floats at pointer in the low lanes, zeros above; reads nothing past them. */
export function loadPartial(pointer: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(pointer);
  if (count == 2) return v128.load64_zero(pointer);
  if (count == 3) return v128.load32_lane(pointer, v128.load64_zero(pointer), 2, 8);
  return f32x4.splat(0);
}

/** Writes the low count (0..3) lanes to pointer and nothing past them. */
// @ts-ignore: decorator
@inline
export function storePartial(pointer: usize, value: v128, count: i32): void {
  if (count == 1) v128.store32_lane(pointer, value, 0);
  else if (count >= 2) {
    v128.store64_lane(pointer, value, 0);
    if (count == 3) v128.store32_lane(pointer, value, 2, 8);
  }
}

/** Writes the low lanes of value to pointer: all four, or fewer where only count floats are left. */
// @ts-ignore: decorator
@inline
export function storeUpTo(pointer: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(pointer, value);
  else storePartial(pointer, value, count);
}

/** The lanes below count, zeros above. */
// @ts-ignore: decorator
@inline
export function firstLanes(x: v128, count: i32): v128 {
  return v128.and(x, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
}
