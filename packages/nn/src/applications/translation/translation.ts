import { corpusBleu } from "../../metrics/bleu.ts";
import { chrF } from "../../metrics/chrf.ts";
import { integer, text } from "../../options/fields.ts";
import type { Figures } from "../../recipes/figures.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { checkPairs, pairFields, pairFlags } from "../text-pairs/pair-fields.ts";
import { pairModelFiles, pairModelShape } from "../text-pairs/pair-model-config.ts";
import { type OpenedPairs, pairWork, type WrittenPair } from "../text-pairs/pair-work.ts";
import { subwordEncoding, trainedSubwords } from "../text-pairs/subword-tokenizer.ts";
import type { TextPair } from "../text-pairs/text-pair.ts";
import { readTextPairs } from "../text-pairs/text-pair-files.ts";
import { usualTraining } from "../training-fields.ts";
import { madeSentences } from "./made-sentences.ts";

/** Sentences that are made where no files are named. */
const MADE = 700;

const small = {
  ...usualTraining,
  ...{ layers: 1, heads: 2, dModel: 64, feedForward: 128, dropout: 0, context: 40 },
  ...{ targetContext: 40, batchTokens: 1000, labelSmoothing: 0.05, cooldown: 0.5, beams: 5 },
  ...{ columns: [], vocabulary: 400, sourceLanguage: "de", targetLanguage: "en" },
  ...{ batch: 64, steps: 250, evalEvery: 125, lr: 4e-3, minLr: 0, warmup: 20, beta2: 0.98 },
} as const;

const quick = {
  ...small,
  ...{ layers: 2, heads: 4, dModel: 128, feedForward: 256, dropout: 0.05, context: 64 },
  ...{ targetContext: 64, batchTokens: 500, labelSmoothing: 0.1, cooldown: 0.3, vocabulary: 3000 },
  ...{ batch: 128, steps: 10_000, evalEvery: 500, evalBatches: 2, lr: 3e-3, warmup: 200 },
  averageDecay: 0.99,
} as const;

const full = {
  ...quick,
  ...{ layers: 3, dModel: 256, feedForward: 512, dropout: 0.2, batchTokens: 1500 },
  ...{ vocabulary: 6000, steps: 6000, lr: 2e-3, warmup: 400, averageDecay: 0.998 },
} as const;

/** Sentences of one language in another, by an encoder-decoder that learns from the beginning. */
export const translation = defineApplication({
  name: "translation",
  description: "sentences in another language, by an encoder-decoder with one vocabulary for both",
  pipeline: "translation",
  data: {
    expected:
      "files side by side, line by line (train.de and train.en, val, test; .gz too), or .tsv, .csv or .jsonl files of sources and targets",
    usual: `${MADE} German and English sentences that a grammar makes`,
    published: "Multi30k, German and English (29,000 to train on)",
  },
  fields: {
    ...pairFields,
    vocabulary: integer({ from: 260, to: 1_000_000 }),
    /** How the names of files with sources, and with targets, end. */
    sourceLanguage: text(),
    targetLanguage: text(),
  },
  flags: {
    ...pairFlags,
    vocabulary: "Tokens of the byte-pair encoding, trained on both languages together",
    sourceLanguage: "Language of the sources, as files that stand side by side are called: de",
    targetLanguage: "Language of the targets: en",
  },
  check: (settings) =>
    settings.sourceLanguage === settings.targetLanguage
      ? `targetLanguage is ${settings.targetLanguage}, expected another language than that of the sources`
      : checkPairs(settings),
  presets: {
    small: { description: "0.1 M parameters on the made sentences, some seconds", settings: small },
    quick: {
      description: "1 M parameters, for Multi30k, twenty minutes on one core",
      settings: quick,
    },
    full: { description: "5 M parameters, for Multi30k, an hour on two cores", settings: full },
  },
  figures: {
    bleu: { label: "BLEU, lower case", better: "higher" },
    sacreBleu: { label: "sacreBLEU", better: "higher" },
    chrf: { label: "chrF", better: "higher" },
    beamBleu: { label: "BLEU, lower case, beams", better: "higher" },
    beamSacreBleu: { label: "sacreBLEU, beams", better: "higher" },
    beamChrf: { label: "chrF, beams", better: "higher" },
  },

  read: async (files, { seed, columns, sourceLanguage, targetLanguage }) =>
    files
      ? readTextPairs(files, { sourceLanguage, targetLanguage }, columns)
      : madeSentences(seed, MADE),
  amounts: amountsOf,

  async describe({ training }: DataParts<TextPair>, settings) {
    const { vocabulary, context } = settings;
    const texts = training.flatMap(({ source, target }) => [source, target]);
    const { tokenizer, files } = await trainedSubwords(texts, { vocabulary, context });
    const model = pairModelFiles(settings, tokenizer.vocabSize);
    return { config: model.config, files: new Map([...files, ...model.files]) };
  },
  shape: pairModelShape,

  open: (opened: OpenedPairs) =>
    pairWork({
      ...opened,
      encoding: subwordEncoding(opened, opened.settings),
      measure: likeness,
      measureAtTheEnd: (written) => {
        const { bleu, sacreBleu, chrf } = likeness(written);
        return { beamBleu: bleu, beamSacreBleu: sacreBleu, beamChrf: chrf };
      },
    }),
});

/**
 * BLEU of lower-cased words and marks (13a), which is how figures of models that write lower case are counted; sacrebleu's
 * own (case:mixed, tok:13a, smooth:exp); and chrF2.
 */
function likeness(written: readonly WrittenPair[]) {
  const [outputs, targets] = [
    written.map(({ output }) => output),
    written.map(({ target }) => target),
  ];
  return {
    bleu: corpusBleu(outputs, targets, { lowercase: true }).score,
    sacreBleu: corpusBleu(outputs, targets).score,
    chrf: chrF(outputs, targets).score,
  } satisfies Figures;
}
