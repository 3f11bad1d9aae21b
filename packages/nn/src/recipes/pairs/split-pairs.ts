import { Generator } from "../../random/generator.ts";
import type { SymbolPair } from "../../tokenizers/symbols.ts";
import { RecipeError } from "../settings-error.ts";

export interface PairSplit {
  readonly training: readonly SymbolPair[];
  /** About a tenth; none of its sources is trained on. */
  readonly heldOut: readonly SymbolPair[];
}

/**
 * A tenth of the pairs at random, the same for every run on them, is held out. Pairs with the same
 * source stay together, or what is held out would have been seen.
 */
export function splitPairs(pairs: readonly SymbolPair[], name: string): PairSplit {
  const groups = groupBySource(pairs);
  if (groups.length < 2)
    throw new RecipeError(
      `${name} has ${groups.length === 0 ? "no pairs" : "one source only"}, ` +
        "expected at least two different sources: one to train on and one to hold out",
    );
  const room = Math.max(1, Math.round(pairs.length / 10));
  const training: SymbolPair[] = [];
  const heldOut: SymbolPair[] = [];
  for (const i of new Generator(0).permutation(groups.length)) {
    const group = groups[i]!;
    const part = heldOut.length + group.length <= room ? heldOut : training;
    for (const pair of group) part.push(pair);
  }
  if (heldOut.length === 0) {
    const smallest = groups.reduce((a, b) => (b.length < a.length ? b : a));
    return {
      training: groups.flatMap((group) => (group === smallest ? [] : group)),
      heldOut: smallest,
    };
  }
  return { training, heldOut };
}

function groupBySource(pairs: readonly SymbolPair[]): readonly (readonly SymbolPair[])[] {
  const groups = new Map<string, SymbolPair[]>();
  for (const pair of pairs) {
    const key = pair.source.join(" ");
    const group = groups.get(key);
    if (group) group.push(pair);
    else groups.set(key, [pair]);
  }
  return [...groups.values()];
}
