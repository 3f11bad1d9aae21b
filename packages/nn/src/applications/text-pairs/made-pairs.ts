import { type DataParts, splitParts } from "../data-parts.ts";
import type { Draws } from "../draws.ts";
import type { TextPair } from "./text-pair.ts";

/** So many pairs that a rule makes, each source once. */
export function madePairs(
  draws: Draws,
  count: number,
  name: string,
  make: (draws: Draws) => TextPair,
): DataParts<TextPair> {
  const pairs = new Map<string, TextPair>();
  for (let tries = 0; pairs.size < count && tries < 100 * count; tries++) {
    const pair = make(draws);
    if (!pairs.has(pair.source)) pairs.set(pair.source, pair);
  }
  return splitParts([...pairs.values()], name, { keyOf: ({ source }) => source, key: "source" });
}
