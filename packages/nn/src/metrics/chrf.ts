import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectList } from "../options/expect-argument.ts";
import { flag, integer, number } from "../options/fields.ts";
import { matches, type NgramCounts, ngramCounts } from "./ngram-counts.ts";
import { splitWords } from "./python-whitespace.ts";
import { type References, segments } from "./segments.ts";

const chrfOptions = defineOptions("chrF", {
  /** Longest character n-gram: 6 unless given. */
  charOrder: integer({ from: 1, default: 6 }),
  /** Longest word n-gram: 0 unless given; 2 makes it chrF++. */
  wordOrder: integer({ from: 0, default: 0 }),
  /** How many times as much recall counts as precision: 2 unless given. */
  beta: number({ above: 0, default: 2, expected: "above 0" }),
  lowercase: flag({ default: false }),
  /** Keep white space in the character n-grams. */
  whitespace: flag({ default: false }),
  /** Average F over all orders, as chrF++.py does, instead of precision and recall over those that occur. */
  epsSmoothing: flag({ default: false }),
});

/** Options of `chrF`; names, meanings and defaults are sacrebleu's, in camelCase. */
export type ChrfOptions = Given<typeof chrfOptions>;

const EPSILON = 1e-16;
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/** n-grams of one order, in the hypothesis, in the reference and in both. */
interface OrderCounts {
  readonly hypothesis: number;
  readonly reference: number;
  readonly both: number;
}

/**
 * F-score of character n-grams, 0 to 100: Popović, WMT 2015; with `wordOrder: 2` chrF++ (WMT 2017).
 * The figures are those of sacrebleu 2.6.
 */
export function chrF(
  hypotheses: readonly string[],
  references: readonly References[],
  options: ChrfOptions = {},
): { readonly score: number } {
  expectList("chrF", "references", references);
  const given = chrfOptions.complete(options);
  let sums: readonly OrderCounts[] = [];
  for (const segment of segments("chrF", hypotheses, references)) {
    const own = ngramsOf(segment.hypothesis, given);
    const candidates = segment.references.map((text) => compare(own, ngramsOf(text, given)));
    sums = add(sums, best(candidates, given));
  }
  return { score: 100 * fScore(sums, given) };
}

/** Counts of each order: characters first, then words. */
function ngramsOf(text: string, options: Complete<typeof chrfOptions>): NgramCounts[] {
  const line = options.lowercase ? text.toLowerCase() : text;
  const characters = [...(options.whitespace ? line : splitWords(line).join(""))];
  const words = splitWords(line).flatMap(withoutPunctuation);
  return [
    ...Array.from({ length: options.charOrder }, (_, i) => ngramCounts(characters, i + 1, "")),
    ...Array.from({ length: options.wordOrder }, (_, i) => ngramCounts(words, i + 1, " ")),
  ];
}

/** A punctuation mark at the end, or else at the start, is a word of its own. */
function withoutPunctuation(word: string): string[] {
  if (word.length === 1) return [word];
  if (PUNCTUATION.test(word.at(-1)!)) return [word.slice(0, -1), word.at(-1)!];
  if (PUNCTUATION.test(word[0]!)) return [word[0]!, word.slice(1)];
  return [word];
}

function compare(own: readonly NgramCounts[], target: readonly NgramCounts[]): OrderCounts[] {
  return own.map((counts, i) => {
    const reference = size(target[i]!);
    const hypothesis = reference > 0 ? size(counts) : 0;
    return { hypothesis, reference, both: matches(counts, target[i]!) };
  });
}

const size = (counts: NgramCounts): number => {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
};

function add(sums: readonly OrderCounts[], counts: readonly OrderCounts[]): OrderCounts[] {
  return counts.map(({ hypothesis, reference, both }, i) => ({
    hypothesis: hypothesis + (sums[i]?.hypothesis ?? 0),
    reference: reference + (sums[i]?.reference ?? 0),
    both: both + (sums[i]?.both ?? 0),
  }));
}

/** The reference that scores highest; the first of equals. */
function best(
  candidates: readonly (readonly OrderCounts[])[],
  options: Complete<typeof chrfOptions>,
): readonly OrderCounts[] {
  return candidates.reduce((a, b) => (fScore(b, options) > fScore(a, options) ? b : a));
}

function fScore(
  orders: readonly OrderCounts[],
  { beta, epsSmoothing }: Complete<typeof chrfOptions>,
): number {
  const f = (precision: number, recall: number): number =>
    ((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall);
  const shares = orders.map(({ hypothesis, reference, both }) => ({
    precision: hypothesis > 0 ? both / hypothesis : EPSILON,
    recall: reference > 0 ? both / reference : EPSILON,
    occurs: hypothesis > 0 && reference > 0,
  }));
  if (epsSmoothing)
    return (
      shares.reduce((sum, { precision, recall }) => sum + (f(precision, recall) || EPSILON), 0) /
      orders.length
    );
  const counted = shares.filter(({ occurs }) => occurs);
  const mean = (which: "precision" | "recall"): number =>
    counted.reduce((sum, share) => sum + share[which], 0) / counted.length;
  const [precision, recall] = [mean("precision"), mean("recall")];
  return precision + recall > 0 ? f(precision, recall) : 0;
}
