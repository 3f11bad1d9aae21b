import { equalSeries, meanOf } from "./finite-series.ts";

/**
 * Pearson's correlation, -1 to 1; NaN where either series is constant.
 *
 * @throws RangeError for series that do not go together, and for values that are not finite
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return correlation(...equalSeries("pearson", ["x", x], ["y", y]));
}

/**
 * Spearman's rank correlation, -1 to 1: Pearson's of the ranks, equal values sharing the mean of theirs.
 *
 * @throws RangeError for series that do not go together, and for values that are not finite
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = equalSeries("spearman", ["x", x], ["y", y]);
  return correlation(ranksOf(a), ranksOf(b));
}

/**
 * Kendall's rank correlation tau-b, -1 to 1, which corrects for equal values; NaN where either series is constant.
 * O(n log n): Knight 1966.
 *
 * @throws RangeError for series that do not go together, and for values that are not finite
 */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = equalSeries("kendall", ["x", x], ["y", y]);
  const order = a.map((_, i) => i).sort((i, j) => a[i]! - a[j]! || b[i]! - b[j]!);
  const pairs = (a.length * (a.length - 1)) / 2;
  const [tiedA, tiedB] = [tiesOf(a), tiesOf(b)];
  const both = tiesOf(order.map((i) => `${a[i]} ${b[i]}`));
  const discordant = inversions(order.map((i) => b[i]!));
  const difference = pairs - tiedA - tiedB + both - 2 * discordant;
  return difference / Math.sqrt(pairs - tiedA) / Math.sqrt(pairs - tiedB);
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  let [both, ofX, ofY] = [0, 0, 0];
  for (const [i, value] of x.entries()) {
    const [a, b] = [value - meanX, y[i]! - meanY];
    both += a * b;
    ofX += a * a;
    ofY += b * b;
  }
  return Math.max(-1, Math.min(1, both / Math.sqrt(ofX) / Math.sqrt(ofY)));
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = values.map(() => 0);
  for (let first = 0, last = 0; first < order.length; first = last) {
    while (last < order.length && values[order[last]!] === values[order[first]!]) last++;
    for (let i = first; i < last; i++) ranks[order[i]!] = (first + last + 1) / 2;
  }
  return ranks;
}

/** Pairs of equal values. */
function tiesOf(values: readonly unknown[]): number {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

/** Pairs of which the first is the larger, counted while merging. */
function inversions(values: number[]): number {
  let [from, to, count] = [values, values.slice(), 0];
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      for (let at = start, i = start, j = middle; at < end; at++)
        if (j >= end || (i < middle && from[i]! <= from[j]!)) to[at] = from[i++]!;
        else {
          to[at] = from[j++]!;
          count += middle - i;
        }
    }
    [from, to] = [to, from];
  }
  return count;
}
