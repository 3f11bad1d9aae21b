import { philox32, RANDOM_WORDS } from './philox';
import { floatBytes, loadPartial, minCount, storePartial } from './simd';

/** y_i = (word_i >= threshold ? scale x_i : 0) + residual_i; residual may be 0 (none); words is room for 32 random words. */
export function dropout(
  x: usize, residual: usize, y: usize, count: i32, threshold: u32, scale: f32, seed: u32, stream: u32, words: usize,
): void {
  dropoutBlocks(0, (count + 31) >> 5, x, residual, y, count, threshold, scale, seed, stream, words);
}

/** The blocks first .. last - 1 of dropout, of 32 elements each. */
export function dropoutBlocks(
  first: i32, last: i32, x: usize, residual: usize, y: usize, count: i32,
  threshold: u32, scale: f32, seed: u32, stream: u32, words: usize,
): void {
  const thresholds = i32x4.splat(threshold), scales = f32x4.splat(scale);
  for (let block = first; block < last; block++) {
    philox32(block, 0, seed, stream, words);
    const start = block * RANDOM_WORDS, inBlock = minCount(RANDOM_WORDS, count - start);
    let from = x + floatBytes(start), to = y + floatBytes(start), word = words;
    let addend = residual ? residual + floatBytes(start) : 0;
    const rest = inBlock & 3;
    for (const end = from + floatBytes(inBlock - rest); from < end; from += 16, to += 16, word += 16) {
      const kept = i32x4.ge_u(v128.load(word), thresholds);
      let value = v128.and(f32x4.mul(v128.load(from), scales), kept);
      if (addend) {
        value = f32x4.add(value, v128.load(addend));
        addend += 16;
      }
      v128.store(to, value);
    }
    if (rest) {
      const kept = i32x4.ge_u(v128.load(word), thresholds);
      let value = v128.and(f32x4.mul(loadPartial(from, rest), scales), kept);
      if (addend) value = f32x4.add(value, loadPartial(addend, rest));
      storePartial(to, value, rest);
    }
  }
}
