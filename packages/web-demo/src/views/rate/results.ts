import { type Standing, standings } from "./elo.ts";
import { type Agreement, agreementOf } from "./kappa.ts";
import type { Comparison } from "./pairs.ts";

export interface Results {
  readonly standings: readonly Standing[];
  readonly agreement: Agreement | undefined;
  /** Comparisons that were decided, ties included. */
  readonly decided: number;
  readonly ties: number;
  readonly skipped: number;
  readonly raters: readonly string[];
}

/** What the ratings say. Skipped pairs count nowhere. */
export function resultsOf({ pairs, ratings }: Comparison, seed: number): Results {
  const decided = ratings.filter(({ verdict }) => verdict !== "skip");
  const matches = decided.map(({ pair, verdict }) => {
    const [first, second] = pairs[pair]!.models;
    return { first, second, share: verdict === "tie" ? 0.5 : verdict === 0 ? 1 : 0 };
  });
  const names = [...new Set(pairs.flatMap(({ models }) => models))].sort();
  return {
    standings: standings(names, matches, { seed }),
    agreement: agreementOf(
      decided.map(({ pair, rater, verdict }) => ({ item: pair, rater, category: String(verdict) })),
    ),
    decided: decided.length,
    ties: decided.filter(({ verdict }) => verdict === "tie").length,
    skipped: ratings.length - decided.length,
    raters: [...new Set(ratings.map(({ rater }) => rater))],
  };
}
