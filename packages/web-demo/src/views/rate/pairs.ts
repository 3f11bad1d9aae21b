/** Two texts to compare, and who wrote them. */
export interface Pair {
  readonly prompt: string;
  /** In the order of the file; raters see them in another. */
  readonly texts: readonly [string, string];
  readonly models: readonly [string, string];
}

/** 0 or 1: the first or second text of the pair as it stands in the file is better. */
export type Verdict = 0 | 1 | "tie" | "skip";

export interface Rating {
  /** Place of the pair in the list. */
  readonly pair: number;
  readonly rater: string;
  readonly verdict: Verdict;
}

/** What is saved, exported and loaded again. */
export interface Comparison {
  readonly pairs: readonly Pair[];
  readonly ratings: readonly Rating[];
}

export const emptyComparison: Comparison = { pairs: [], ratings: [] };

/** With one rating more; an earlier one of the same person on the same pair is replaced. */
export const rated = (comparison: Comparison, rating: Rating): Comparison => ({
  ...comparison,
  ratings: [
    ...comparison.ratings.filter(
      ({ pair, rater }) => pair !== rating.pair || rater !== rating.rater,
    ),
    rating,
  ],
});

/** Without the last rating of a person. */
export function undone(comparison: Comparison, rater: string): Comparison {
  const last = comparison.ratings.findLastIndex((one) => one.rater === rater);
  return { ...comparison, ratings: comparison.ratings.filter((_, i) => i !== last) };
}
