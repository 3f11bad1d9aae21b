import type { SymbolPair } from "../../tokenizers/symbols.ts";
import { type Split, splitTenth } from "../split-tenth.ts";

export type PairSplit = Split<SymbolPair>;

/** A tenth of the pairs is held out; none of its sources is trained on. */
export const splitPairs = (pairs: readonly SymbolPair[], name: string): PairSplit =>
  splitTenth(pairs, { keyOf: ({ source }) => source.join(" "), name, key: "source" });
