import type { TokenPooling } from "../../models/heads/pool-tokens.ts";
import { flag, oneOf } from "../../options/fields.ts";

/** Ways to make one vector of those of a text's tokens, by the names that are common. */
export const poolings = {
  mean: "mean",
  cls: "first",
  max: "max",
  lastToken: "last",
  meanSqrtLength: "meanSqrtLength",
  weightedMean: "weightedMean",
} as const satisfies Readonly<Record<string, TokenPooling>>;

/**
 * The name of a way to make one vector of those of a text's tokens. "cls" is the first token's, "lastToken" the last one's,
 * "meanSqrtLength" the sum over the root of the length; in "weightedMean" the token in place t counts t times.
 */
export type EmbeddingPooling = keyof typeof poolings;
export const poolingNames = Object.keys(poolings) as readonly EmbeddingPooling[];

export const embeddingFields = {
  /**
   * How one vector is made of those of the tokens; unless given as the model's own modules.json says, and "mean" where there
   * is none.
   */
  pooling: oneOf(poolingNames, { optional: true }),
  /** Divide each vector by its length. */
  normalize: flag({ default: false }),
};

export const embeddingFlags = {
  pooling: `How one vector is made of the tokens': ${poolingNames.join(", ")}`,
  normalize: "Divide each vector by its length",
} as const;
