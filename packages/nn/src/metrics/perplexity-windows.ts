import { defineOptions, type Given } from "../options/define-options.ts";
import { expectNumeric } from "../options/expect-argument.ts";
import { integer } from "../options/fields.ts";

const windowOptions = defineOptions("perplexityWindows", {
  /** Tokens that the model sees at most. */
  maxLength: integer({ from: 1 }),
  /** How far the window moves: `maxLength`, no overlap, unless given. */
  stride: integer({ from: 1, optional: true }),
});

/** Length and stride of `perplexityWindows`, in tokens. */
export type PerplexityWindowOptions = Given<typeof windowOptions>;

/** A window of tokens [begin, end), of which the last `scored` count. */
export interface PerplexityWindow {
  readonly begin: number;
  readonly end: number;
  readonly scored: number;
}

/**
 * Windows over a text of `length` tokens, each token scored at most once and with as much before it as the stride leaves.
 * The first token of a window is never scored, for nothing predicts it: without an overlap these are left out, and so
 * is what a stride beyond `maxLength` skips. As in Hugging Face's "Perplexity of fixed-length models".
 *
 * @throws RangeError for a length that is no count
 */
export function perplexityWindows(
  length: number,
  options: PerplexityWindowOptions,
): PerplexityWindow[] {
  expectNumeric("perplexityWindows", "length", length);
  const { maxLength, stride = maxLength } = windowOptions.complete(options);
  if (!Number.isSafeInteger(length) || length < 0 || length / stride > 2 ** 24)
    throw new RangeError(
      `perplexityWindows: length is ${length}, expected a number of tokens that at most 2^24 windows cover`,
    );
  const windows: PerplexityWindow[] = [];
  for (let begin = 0, scored = 0; begin < length && scored < length; begin += stride) {
    const end = Math.min(begin + maxLength, length);
    windows.push({ begin, end, scored: Math.min(end - begin - 1, end - scored) });
    scored = end;
  }
  return windows;
}
