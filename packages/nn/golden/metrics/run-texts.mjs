import { compareDeeply, compareFields, relative } from "../compare-deeply.mjs";
import { nn } from "../library.mjs";
import { inOrder } from "./figures-in-order.mjs";

const near = relative(1e-6);

function runRouge({ record, book }, comparison) {
  const { hypothesis, reference, stemmer } = record;
  const scores = nn.rouge(hypothesis, reference, { stemmer });
  const figures = {
    tokens: () => [hypothesis, reference].map((text) => nn.rougeTokens(text, { stemmer })),
  };
  for (const kind of Object.keys(scores)) figures[kind] = () => inOrder(scores[kind], book.order);
  compareFields(comparison, record, ["hypothesis", "reference", "stemmer"], figures, near);
}

/** A word, its stem as ROUGE uses it, and that of the original algorithm. */
function runStems({ record }, comparison) {
  for (const [i, [word, extended, original]] of record.entries()) {
    const stems = [nn.porterStem(word), nn.porterStem(word, { original: true })];
    compareDeeply(comparison, `stems/${i}`, stems, [extended, original], near);
  }
}

function runAnswer({ record }, comparison) {
  const { prediction, references } = record;
  const score = nn.answerScore(prediction, references);
  const figures = {
    normalized: () => nn.normalizeAnswer(prediction),
    exact: () => score.exactMatch,
    f1: () => score.f1,
  };
  compareFields(comparison, record, ["prediction", "references"], figures, near);
}

function runAnswers({ record, book: { cases } }, comparison) {
  const score = nn.answerScores(
    cases.map(({ prediction }) => prediction),
    cases.map(({ references }) => references),
  );
  const figures = { exact_match: () => score.exactMatch, f1: () => score.f1 };
  compareFields(comparison, record, [], figures, near);
}

function errorRates(hypotheses, references) {
  const words = nn.wordErrorRate(hypotheses, references);
  const characters = nn.characterErrorRate(hypotheses, references);
  return {
    word_errors: () => words.errors,
    reference_words: () => words.length,
    wer: () => words.rate,
    char_errors: () => characters.errors,
    reference_chars: () => characters.length,
    cer: () => characters.rate,
  };
}

function runTranscript({ record }, comparison) {
  const figures = errorRates([record.hypothesis], [record.reference]);
  compareFields(comparison, record, ["hypothesis", "reference"], figures, near);
}

function runTranscripts({ record, book: { cases } }, comparison) {
  const figures = errorRates(
    cases.map(({ hypothesis }) => hypothesis),
    cases.map(({ reference }) => reference),
  );
  compareFields(comparison, record, [], figures, near);
}

function runNormalizers({ record }, comparison) {
  for (const { text, ...normalized } of record) {
    const figures = {
      basic: () => nn.normalizeTranscript(text),
      basic_without_diacritics: () => nn.normalizeTranscript(text, { removeDiacritics: true }),
      english: () => nn.normalizeEnglishTranscript(text),
    };
    compareFields(comparison, normalized, [], figures, near);
  }
}

export const textRunners = {
  "rouge/cases": runRouge,
  "rouge/stems": runStems,
  "squad/cases": runAnswer,
  "squad/corpus": runAnswers,
  "wer/cases": runTranscript,
  "wer/corpus": runTranscripts,
  "wer/normalizers": runNormalizers,
};
