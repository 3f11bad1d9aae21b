import { nn } from "./library.mjs";

const figuresOfCorpus = {
  bleu: ({ score }) => [score],
  precisions: ({ precisions }) => precisions,
  bp: ({ brevityPenalty }) => [brevityPenalty],
  sysLen: ({ hypothesisLength }) => [hypothesisLength],
  refLen: ({ referenceLength }) => [referenceLength],
};

/** sacrebleu's scores of one set of sentences: BLEU by tokenizer and case, of each sentence, and chrF. */
export function runBleu({ record }, comparison) {
  const { hyp, ref, corpus = {}, sentence = [], chrf, sacrebleu: _version, ...unknown } = record;
  for (const name in unknown) throw new Error(`${name} not understood for BLEU`);
  if (!Array.isArray(hyp) || !Array.isArray(ref))
    throw new Error("hyp and ref are no lists of sentences");
  for (const [setting, expected] of Object.entries(corpus)) {
    const score = nn.corpusBleu(hyp, ref, optionsOf(setting));
    for (const [name, value] of Object.entries(expected)) {
      if (!Object.hasOwn(figuresOfCorpus, name)) throw new Error(`${name} not understood for BLEU`);
      comparison.addValues(
        `corpus/${setting}/${name}`,
        figuresOfCorpus[name](score),
        [value].flat(),
      );
    }
  }
  const scores = sentence.map((_, i) => nn.sentenceBleu(hyp[i], ref[i]).score);
  comparison.addValues("sentence", scores, sentence);
  if (chrf !== undefined) comparison.addValues("chrf", [nn.chrF(hyp, ref).score], [chrf]);
}

/** "13a,lowercase=True": a tokenizer, then options as Python writes them. */
function optionsOf(setting) {
  const [tokenize, ...rest] = setting.split(",");
  const options = { tokenize };
  for (const item of rest) {
    const [name, value] = item.split("=");
    options[name] = { True: true, False: false }[value] ?? Number(value);
  }
  return options;
}
