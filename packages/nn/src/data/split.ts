import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";

export interface TokenSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

const splitOptions = defineOptions("splitTokens", {
  trainFraction: number({ above: 0, below: 1, default: 0.9, expected: "a number between 0 and 1" }),
});

export type SplitOptions = Given<typeof splitOptions>;

/** The first `trainFraction` of a text to train on, the rest to validate. Views, not copies. */
export function splitTokens(tokens: Int32Array, options: SplitOptions = {}): TokenSplit {
  const { trainFraction } = splitOptions.complete(options);
  const boundary = Math.floor(tokens.length * trainFraction);
  return { train: tokens.subarray(0, boundary), validation: tokens.subarray(boundary) };
}
