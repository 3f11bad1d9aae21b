import { integerBelow, seededRandom, shuffled } from "../../shaping/seeded-random.ts";

/** One comparison as a rater sees it. */
export interface Turn {
  readonly pair: number;
  /** Whether the second text stands on the left. */
  readonly swapped: boolean;
}

/**
 * Pairs in an order that differs from rater to rater, sides by the toss of a coin; the same seed and name give the same. Nobody
 * can tell by place or by turn who wrote what.
 */
export function turnsFor(pairs: number, seed: number, rater: string): Turn[] {
  const random = seededRandom(seed ^ hash(rater));
  const order = shuffled(
    Array.from({ length: pairs }, (_, pair) => pair),
    random,
  );
  return order.map((pair) => ({ pair, swapped: integerBelow(random, 2) === 1 }));
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
