import type { NewTokens } from "./token-steps.ts";

/** How many first tokens every sequence has in common with the one that it goes on from, rows[i] for sequence i. */
export function sharedTokens(
  rows: readonly number[],
  ...sequences: readonly NewTokens[] // ids, and marks of the same tokens
): number {
  let shared = Number.POSITIVE_INFINITY;
  for (const [i, row] of rows.entries())
    for (const all of sequences)
      if (row !== i) shared = Math.min(shared, common(all[i], all[row]!));
  return Number.isFinite(shared) ? shared : 0;
}

function common(one: readonly number[] | undefined, other: readonly number[]): number {
  if (!one) return 0;
  const different = one.findIndex((id, at) => id !== other[at]);
  return different < 0 ? one.length : different;
}
