import type { Encoding } from "../encoding/encoding.ts";

/** Puts the tokens around a text, or a pair, that a model expects. */
export interface PostProcessor {
  /** How many tokens it adds to one text or to a pair. */
  added(texts: 1 | 2): number;
  /** Parts in their order, which are joined in the end. Without `addSpecialTokens` nothing is added. */
  process(texts: readonly Encoding[], addSpecialTokens: boolean): readonly Encoding[];
}
