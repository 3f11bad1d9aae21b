/** How often each n-gram occurs. */
export type NgramCounts = ReadonlyMap<string, number>;

/** The runs of `order` units, joined by `separator`. */
export function ngramCounts(
  units: readonly string[],
  order: number,
  separator: string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + order <= units.length; i++) {
    const ngram = units.slice(i, i + order).join(separator);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** Sum over the n-grams of the smaller of both counts. */
export function matches(a: NgramCounts, b: NgramCounts): number {
  let sum = 0;
  for (const [ngram, count] of a) sum += Math.min(count, b.get(ngram) ?? 0);
  return sum;
}
