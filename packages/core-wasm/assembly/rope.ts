import { floatBytes, fma, loadPartial, negatedFma, storePartial } from './simd';

/** Pairs (i, i + pairs) of one token. */
// @ts-ignore: decorator
@inline
function rotateHalves(x: usize, y: usize, cos: usize, sin: usize, pairs: i32, sign: v128): void {
  const half = floatBytes(pairs);
  for (; pairs >= 4; pairs -= 4, x += 16, y += 16, cos += 16, sin += 16) {
    const a = v128.load(x), b = v128.load(x + half), c = v128.load(cos), s = v128.xor(v128.load(sin), sign);
    v128.store(y, negatedFma(b, s, f32x4.mul(a, c)));
    v128.store(y + half, fma(a, s, f32x4.mul(b, c)));
  }
  const a = loadPartial(x, pairs), b = loadPartial(x + half, pairs);
  const c = loadPartial(cos, pairs), s = v128.xor(loadPartial(sin, pairs), sign);
  storePartial(y, negatedFma(b, s, f32x4.mul(a, c)), pairs);
  storePartial(y + half, fma(a, s, f32x4.mul(b, c)), pairs);
}

/** (a0, b0, a1, b1) rotated by the two angles in the low lanes of c and s. */
// @ts-ignore: decorator
@inline
function rotateTwoPairs(value: v128, c: v128, s: v128, sign: v128): v128 {
  const swapped = v128.shuffle<f32>(value, value, 1, 0, 3, 2);
  const signed = v128.xor(v128.shuffle<f32>(s, s, 0, 0, 1, 1), sign);
  return fma(swapped, signed, f32x4.mul(value, v128.shuffle<f32>(c, c, 0, 0, 1, 1)));
}

/** Pairs (2i, 2i + 1) of one token. */
// @ts-ignore: decorator
@inline
function rotateNeighbours(x: usize, y: usize, cos: usize, sin: usize, pairs: i32, sign: v128): void {
  for (; pairs >= 2; pairs -= 2, x += 16, y += 16, cos += 8, sin += 8)
    v128.store(y, rotateTwoPairs(v128.load(x), v128.load64_zero(cos), v128.load64_zero(sin), sign));
  if (pairs > 0)
    v128.store64_lane(y, rotateTwoPairs(v128.load64_zero(x), v128.load32_zero(cos), v128.load32_zero(sin), sign), 0);
}

/**
 * Rotates x [sequences, tokens, headSize] into y by rows of the tables cos and sin [.., pairs]: row positions[r][token]
 * with the sequences spread evenly over `positionRows` rows r, or row offset + token when positions is 0.
 */
export function rope(
  x: usize, cos: usize, sin: usize, positions: usize, y: usize, positionRows: i32, sequences: i32, tokens: i32,
  headSize: i32, pairs: i32, interleaved: bool, inverse: bool, offset: i32,
): void {
  const flip: u32 = inverse ? 0x80000000 : 0;
  const all = i32x4.splat(flip);
  const even = i32x4.replace_lane(i32x4.replace_lane(all, 0, flip ^ 0x80000000), 2, flip ^ 0x80000000);
  const tableRow = floatBytes(pairs), row = floatBytes(headSize), rest = row - 2 * tableRow;
  const each = sequences / positionRows;
  for (let sequence = 0; sequence < sequences; sequence++) {
    const own = positions + floatBytes(sequence / each * tokens);
    for (let token = 0; token < tokens; token++, x += row, y += row) {
      const angle = tableRow * (positions ? load<i32>(own + floatBytes(token)) : offset + token);
      if (interleaved) rotateNeighbours(x, y, cos + angle, sin + angle, pairs, even);
      else rotateHalves(x, y, cos + angle, sin + angle, pairs, all);
      if (rest) memory.copy(y + 2 * tableRow, x + 2 * tableRow, rest);
    }
  }
}
