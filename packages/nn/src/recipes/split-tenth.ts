import { Generator } from "../random/generator.ts";
import { RecipeError } from "./settings-error.ts";

export interface Split<T> {
  readonly training: readonly T[];
  /** About a tenth; nothing of the same key is trained on. */
  readonly heldOut: readonly T[];
}

export interface SplitOptions<T> {
  /** What is held out would have been seen if another of the same key were trained on: they stay together. */
  readonly keyOf: (item: T) => string;
  /** What an error calls the data. */
  readonly name: string;
  /** And what a key is: "source". */
  readonly key: string;
}

/** A tenth of the items at random, the same for every run on them, is held out. */
export function splitTenth<T>(
  items: readonly T[],
  { keyOf, name, key }: SplitOptions<T>,
): Split<T> {
  const groups = groupBy(items, keyOf);
  if (groups.length < 2)
    throw new RecipeError(
      `${name} has ${groups.length === 0 ? "no pairs" : `one ${key} only`}, ` +
        `expected at least two different ${key}s: one to train on and one to hold out`,
    );
  const room = Math.max(1, Math.round(items.length / 10));
  const training: T[] = [];
  const heldOut: T[] = [];
  for (const i of new Generator(0).permutation(groups.length)) {
    const group = groups[i]!;
    const part = heldOut.length + group.length <= room ? heldOut : training;
    for (const item of group) part.push(item);
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

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
