import { compareDeeply, compareFields, relative } from "../compare-deeply.mjs";
import { nn } from "../library.mjs";

const near = relative(1e-6);

/** "floor 0.1, effective order, 2 references": a smoothing, its value, and of each hypothesis the first references. */
function readSetting(setting) {
  const [smoothing, ...rest] = setting.split(", ");
  const [smooth, value] = smoothing.split(" ");
  const options = { smooth, effectiveOrder: false };
  if (value !== undefined) options.smoothValue = Number(value);
  let count;
  for (const one of rest) {
    const [, references] = /^(\d+) references$/.exec(one) ?? [];
    if (one === "effective order") options.effectiveOrder = true;
    else if (references) count = Number(references);
    else throw new Error(`the setting ${JSON.stringify(one)} is not understood for BLEU`);
  }
  return { options, count };
}

function runCorpus({ record, book: { hypotheses, references } }, comparison) {
  for (const [setting, expected] of Object.entries(record)) {
    const { options, count } = readSetting(setting);
    const targets = references.map((all) => all.slice(0, count));
    const ours = nn.corpusBleu(hypotheses, targets, options);
    const figures = {
      bleu: () => ours.score,
      precisions: () => ours.precisions,
      bp: () => ours.brevityPenalty,
      correct: () => ours.correct,
      total: () => ours.total,
      hyp_len: () => ours.hypothesisLength,
      ref_len: () => ours.referenceLength,
    };
    compareFields(comparison, expected, [], figures, near);
  }
}

function runSentences({ record, book: { hypotheses, references } }, comparison) {
  for (const [i, expected] of record.entries())
    for (const [setting, score] of Object.entries(expected)) {
      const { options, count } = readSetting(setting);
      const ours = nn.sentenceBleu(hypotheses[i], references[i].slice(0, count), options).score;
      compareDeeply(comparison, `${i}/${setting}`, ours, score, near);
    }
}

const runTokens = ({ record, book: { hypotheses } }, comparison) =>
  compareDeeply(comparison, "tokens", hypotheses.map(nn.tokenize13a), record, near);

const corpusChrf =
  (options) =>
  ({ record, book: { hypotheses, references } }, comparison) =>
    compareDeeply(
      comparison,
      "score",
      nn.chrF(hypotheses, references, options).score,
      record,
      near,
    );

const sentenceChrf =
  (options) =>
  ({ record, book: { hypotheses, references } }, comparison) => {
    const scores = hypotheses.map((one, i) => nn.chrF([one], [references[i]], options).score);
    compareDeeply(comparison, "scores", scores, record, near);
  };

export const bleuRunners = {
  "bleu-chrf/tokens": runTokens,
  "bleu-chrf/corpus": runCorpus,
  "bleu-chrf/sentences": runSentences,
  "bleu-chrf/chrf": corpusChrf({}),
  "bleu-chrf/chrf++": corpusChrf({ wordOrder: 2 }),
  "bleu-chrf/chrf_beta1": corpusChrf({ beta: 1 }),
  "bleu-chrf/chrf_sentences": sentenceChrf({}),
  "bleu-chrf/chrf++_sentences": sentenceChrf({ wordOrder: 2 }),
};
