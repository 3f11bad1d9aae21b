import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectList, expectObject, expectText } from "../options/expect-argument.ts";
import { anything, flag, integer, number, oneOf } from "../options/fields.ts";
import { type BleuTokenizer, bleuTokens } from "./bleu-tokens.ts";
import { matches, type NgramCounts, ngramCounts } from "./ngram-counts.ts";
import { type References, segments } from "./segments.ts";

const bleuOptions = defineOptions("corpusBleu", {
  /** "13a" unless given. */
  tokenize: anything<BleuTokenizer>({ default: "13a" }),
  lowercase: flag({ default: false }),
  /** What an order without a match counts as (Chen and Cherry, WMT 2014): "exp" unless given. */
  smooth: oneOf(["exp", "floor", "add-k", "none"], { default: "exp" }),
  /** 0.1 for "floor", 1 for "add-k" unless given. */
  smoothValue: number({ optional: true }),
  /** 4 */
  maxNgramOrder: integer({ from: 1, default: 4 }),
  /** Leave out orders of which the hypotheses have no n-gram. */
  effectiveOrder: flag({ default: false }),
});

/** Options of `corpusBleu`; meanings and defaults are sacrebleu's. */
export type BleuOptions = Given<typeof bleuOptions>;

/** BLEU, and the counts that it is made of. */
export interface BleuScore {
  /** 0 to 100. */
  readonly score: number;
  /** Percentage of the hypotheses' n-grams that are in the references, for n from 1. */
  readonly precisions: readonly number[];
  /** How many n-grams of the hypotheses are in the references, for n from 1. */
  readonly correct: readonly number[];
  /** How many n-grams the hypotheses have, for n from 1. */
  readonly total: readonly number[];
  readonly brevityPenalty: number;
  /** Tokens of the hypotheses. */
  readonly hypothesisLength: number;
  /** Tokens of the references; of several, the one closest in length. */
  readonly referenceLength: number;
}

type Settings = Complete<typeof bleuOptions>;

/**
 * BLEU of a corpus: the geometric mean of n-gram precisions times a penalty for brevity. Papineni
 * et al., ACL 2002; the figures are those of sacrebleu 2.6 (Post, WMT 2018).
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly References[],
  options: BleuOptions = {},
): BleuScore {
  expectList("corpusBleu", "references", references);
  const given = bleuOptions.complete(options);
  const { maxNgramOrder: orders } = given;
  const correct = Array<number>(orders).fill(0);
  const total = Array<number>(orders).fill(0);
  let hypothesisLength = 0;
  let referenceLength = 0;
  for (const segment of segments("corpusBleu", hypotheses, references)) {
    const words = bleuTokens(segment.hypothesis, given);
    const targets = segment.references.map((text) => bleuTokens(text, given));
    hypothesisLength += words.length;
    referenceLength += closestLength(words.length, targets);
    for (let n = 1; n <= orders; n++) {
      const own = ngramCounts(words, n, " ");
      const allowed = mostOfEach(targets.map((target) => ngramCounts(target, n, " ")));
      correct[n - 1]! += matches(own, allowed);
      total[n - 1]! += Math.max(words.length - n + 1, 0);
    }
  }
  const brevityPenalty =
    hypothesisLength >= referenceLength
      ? 1
      : hypothesisLength > 0
        ? Math.exp(1 - referenceLength / hypothesisLength)
        : 0;
  const { precisions, mean } = combine(correct, total, given);
  return {
    score: brevityPenalty * mean,
    precisions,
    correct,
    total,
    brevityPenalty,
    hypothesisLength,
    referenceLength,
  };
}

/** BLEU of one sentence, with sacrebleu's defaults for it: like a corpus of one, by effective order. */
export function sentenceBleu(
  hypothesis: string,
  references: References,
  options: BleuOptions = {},
): BleuScore {
  expectText("sentenceBleu", "hypothesis", hypothesis);
  expectObject("sentenceBleu", "options", options);
  return corpusBleu([hypothesis], [references], { effectiveOrder: true, ...options });
}

/** The smoothed precisions in percent, and their geometric mean. */
function combine(
  correct: readonly number[],
  total: readonly number[],
  { smooth, smoothValue, effectiveOrder }: Settings,
): { precisions: number[]; mean: number } {
  const precisions = correct.map(() => 0);
  if (correct.every((count) => count === 0)) return { precisions, mean: 0 };
  const value = smoothValue ?? (smooth === "floor" ? 0.1 : 1);
  let orders = effectiveOrder ? 0 : correct.length;
  let halvings = 1;
  for (let i = 0; i < correct.length; i++) {
    const extra = smooth === "add-k" && i > 0 ? value : 0;
    const [found, all] = [correct[i]! + extra, total[i]! + extra];
    if (all === 0) break;
    if (effectiveOrder) orders = i + 1;
    if (found > 0) precisions[i] = (100 * found) / all;
    else if (smooth === "exp") {
      halvings *= 2;
      precisions[i] = 100 / (halvings * all);
    } else if (smooth === "floor") precisions[i] = (100 * value) / all;
  }
  const logs = precisions.slice(0, orders).reduce((sum, p) => sum + Math.log(p), 0);
  return { precisions, mean: Math.exp(logs / orders) };
}

/** Each n-gram as often as the reference that has it most often. */
function mostOfEach(counts: readonly NgramCounts[]): NgramCounts {
  const [first, ...others] = counts;
  if (others.length === 0) return first!;
  const most = new Map(first);
  for (const other of others)
    for (const [ngram, count] of other) most.set(ngram, Math.max(most.get(ngram) ?? 0, count));
  return most;
}

/** The reference length nearest to the hypothesis's; of two as near, the smaller. */
function closestLength(length: number, targets: readonly (readonly string[])[]): number {
  const lengths = targets.map((target) => target.length).sort((a, b) => a - b);
  return lengths.reduce((best, other) =>
    Math.abs(other - length) < Math.abs(best - length) ? other : best,
  );
}
