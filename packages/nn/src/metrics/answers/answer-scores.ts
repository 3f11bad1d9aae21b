import { expectText } from "../../options/expect-argument.ts";
import { matches, ngramCounts } from "../ngram-counts.ts";
import { precisionRecall } from "../precision-recall.ts";
import { splitWords } from "../python-whitespace.ts";
import { type References, segments } from "../segments.ts";
import { wholeWord } from "../whole-word.ts";

/** Exact match and F1: of one answer 0 to 1 (`answerScore`), of many their means in percent (`answerScores`). */
export interface AnswerScore {
  /** Whether the answer is a reference: 0 or 1. */
  readonly exactMatch: number;
  /** F1 of its words, 0 to 1. */
  readonly f1: number;
}

const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ARTICLES = wholeWord("a|an|the");

/** An answer as SQuAD compares it: lower case, without ASCII punctuation and without the words a, an and the. */
export function normalizeAnswer(text: string): string {
  expectText("normalizeAnswer", "text", text);
  const bare = text.toLowerCase().replace(PUNCTUATION, "").replace(ARTICLES, " ");
  return splitWords(bare).join(" ");
}

/**
 * One answer beside its references, of which the best counts: Rajpurkar et al., SQuAD (EMNLP 2016) and SQuAD 2.0
 * (ACL 2018). "" says that there is no answer; it is right when the reference says so too.
 */
export function answerScore(prediction: string, references: References): AnswerScore {
  const [segment] = segments("answerScore", [prediction], [references]);
  const given = normalizeAnswer(prediction);
  const scores = segment!.references.map((reference) => compare(given, normalizeAnswer(reference)));
  return {
    exactMatch: Math.max(...scores.map(({ exactMatch }) => exactMatch)),
    f1: Math.max(...scores.map(({ f1 }) => f1)),
  };
}

/**
 * Exact match and F1 of all answers in percent, as SQuAD's script prints them.
 *
 * @throws RangeError for no predictions, or another number of references
 */
export function answerScores(
  predictions: readonly string[],
  references: readonly References[],
): AnswerScore {
  const scores = segments("answerScores", predictions, references).map((one) =>
    answerScore(one.hypothesis, one.references),
  );
  const percent = (key: keyof AnswerScore): number =>
    (100 * scores.reduce((sum, score) => sum + score[key], 0)) / scores.length;
  return { exactMatch: percent("exactMatch"), f1: percent("f1") };
}

function compare(given: string, wanted: string): AnswerScore {
  const exactMatch = given === wanted ? 1 : 0;
  if (given === "" || wanted === "") return { exactMatch, f1: exactMatch };
  const [own, target] = [given.split(" "), wanted.split(" ")];
  const shared = matches(ngramCounts(own, 1, ""), ngramCounts(target, 1, ""));
  return { exactMatch, f1: precisionRecall(shared, own.length, target.length).f1 };
}
