// Rounding grows with the length of a chain of additions: a sum of n terms in float32, one after the other, may be off by
// n / 2 roundings. So long sums are cut into blocks that are added apart, and the sums of the blocks are added after that:
// the chains are then about 2 sqrt(n) long. Where blocks end follows from the number of terms alone, never from tiles,
// packings or threads, so that all of them give the same bits.

/** Terms of a sum that stays one chain. */
const ONE_CHAIN: i32 = 512;
/** Terms of a block of a longer one: shorter blocks cost products more than a hundredth of their speed (measured). */
const SHORTEST_BLOCK: i32 = 256;

/** Terms of a block of a sum of `count` terms: a power of two. */
export function blockTerms(count: i32): i32 {
  if (count <= ONE_CHAIN) return ONE_CHAIN;
  let terms = SHORTEST_BLOCK;
  while (<i64>terms * terms < <i64>count) terms <<= 1;
  return terms;
}

/** Elements of a row that are summed in float32 before they go to a total: chains of 64 to 256, as a loop has accumulators. */
export const ROW_TERMS: i32 = 1024;
