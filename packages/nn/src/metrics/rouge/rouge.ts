import { expectText } from "../../options/expect-argument.ts";
import { matches, ngramCounts } from "../ngram-counts.ts";
import { averageOf, type PrecisionRecallF1, precisionRecall } from "../precision-recall.ts";
import { type References, segments } from "../segments.ts";
import { commonLength, commonPlaces } from "./common-subsequence.ts";
import { completeRougeOptions, type RougeOptions, rougeTokens } from "./rouge-tokens.ts";

/** Each 0 to 1. */
export interface RougeScores {
  /** Words in common. */
  readonly rouge1: PrecisionRecallF1;
  /** Pairs of neighbours in common. */
  readonly rouge2: PrecisionRecallF1;
  /** The longest common subsequence of both texts. */
  readonly rougeL: PrecisionRecallF1;
  /** Of each line of the reference what it has in common with any line of the hypothesis: for summaries, a sentence a line. */
  readonly rougeLsum: PrecisionRecallF1;
}

/**
 * ROUGE of one text: Lin, ROUGE: A Package for Automatic Evaluation of Summaries (2004). Words are runs of a to z and
 * digits, in lower case; the figures are those of the package rouge-score. A text without words scores 0.
 */
export function rouge(
  hypothesis: string,
  reference: string,
  options: RougeOptions = {},
): RougeScores {
  expectText("rouge", "hypothesis", hypothesis);
  expectText("rouge", "reference", reference);
  const settings = completeRougeOptions(options, "rouge");
  const [given, wanted] = [rougeTokens(hypothesis, settings), rougeTokens(reference, settings)];
  return {
    rouge1: ofNgrams(given, wanted, 1),
    rouge2: ofNgrams(given, wanted, 2),
    rougeL: precisionRecall(commonLength(wanted, given), given.length, wanted.length),
    rougeLsum: ofLines(linesOf(hypothesis, settings), linesOf(reference, settings)),
  };
}

/**
 * The mean of each figure over the texts; of several references the one counts for each kind whose F1 is highest.
 *
 * @throws RangeError for no hypotheses, or another number of references
 */
export function corpusRouge(
  hypotheses: readonly string[],
  references: readonly References[],
  options: RougeOptions = {},
): RougeScores {
  const given = completeRougeOptions(options, "corpusRouge");
  const scores = segments("corpusRouge", hypotheses, references).map((one) =>
    one.references.map((reference) => rouge(one.hypothesis, reference, given)),
  );
  const mean = (kind: keyof RougeScores): PrecisionRecallF1 =>
    averageOf(scores.map((all) => best(all.map((score) => score[kind]))));
  return {
    ...{ rouge1: mean("rouge1"), rouge2: mean("rouge2") },
    ...{ rougeL: mean("rougeL"), rougeLsum: mean("rougeLsum") },
  };
}

const best = (scores: readonly PrecisionRecallF1[]): PrecisionRecallF1 =>
  scores.reduce((a, b) => (b.f1 > a.f1 ? b : a));

function ofNgrams(
  given: readonly string[],
  wanted: readonly string[],
  order: number,
): PrecisionRecallF1 {
  const [own, target] = [ngramCounts(given, order, " "), ngramCounts(wanted, order, " ")];
  const size = (words: readonly string[]): number => Math.max(0, words.length - order + 1);
  return precisionRecall(matches(own, target), size(given), size(wanted));
}

const linesOf = (text: string, options: RougeOptions): readonly string[][] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => rougeTokens(line, options));

/** Union of the subsequences that a line of the reference shares with each line; a word counts as often as both have it. */
function ofLines(
  given: readonly (readonly string[])[],
  wanted: readonly (readonly string[])[],
): PrecisionRecallF1 {
  const [left, needed] = [ngramCounts(given.flat(), 1, ""), ngramCounts(wanted.flat(), 1, "")];
  let hits = 0;
  for (const line of wanted) {
    const places = new Set(given.flatMap((other) => commonPlaces(line, other)));
    for (const [i, word] of line.entries()) {
      if (!places.has(i) || !left.get(word) || !needed.get(word)) continue;
      hits++;
      for (const counts of [left, needed]) counts.set(word, counts.get(word)! - 1);
    }
  }
  return precisionRecall(hits, given.flat().length, wanted.flat().length);
}
