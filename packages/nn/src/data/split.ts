export interface TokenSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** The first `trainFraction` of a text to train on, the rest to validate. Views, not copies. */
export function splitTokens(
  tokens: Int32Array,
  { trainFraction = 0.9 }: { readonly trainFraction?: number } = {},
): TokenSplit {
  if (!(trainFraction > 0 && trainFraction < 1))
    throw new RangeError(
      `splitTokens: trainFraction is ${trainFraction}, expected a number between 0 and 1`,
    );
  const boundary = Math.floor(tokens.length * trainFraction);
  return { train: tokens.subarray(0, boundary), validation: tokens.subarray(boundary) };
}
