import { corpusRouge } from "../../metrics/rouge/rouge.ts";
import { integer } from "../../options/fields.ts";
import { amountsOf, type DataParts, readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { checkPairs, pairFields, pairFlags } from "../text-pairs/pair-fields.ts";
import { pairModelFiles, pairModelShape } from "../text-pairs/pair-model-config.ts";
import { type OpenedPairs, pairWork, type WrittenPair } from "../text-pairs/pair-work.ts";
import { subwordEncoding, trainedSubwords } from "../text-pairs/subword-tokenizer.ts";
import type { TextPair } from "../text-pairs/text-pair.ts";
import { usualTraining } from "../training-fields.ts";
import { firstWords, leadSentence, usualWords } from "./baselines.ts";
import { madeDescriptions } from "./made-descriptions.ts";
import { summaries } from "./package-descriptions.ts";

/** Descriptions that are made where no files are named. */
const MADE = 600;

/** No three tokens come twice: what a small model repeats, it repeats for good. Paulus et al., arXiv:1705.04304. */
const withoutRepeats = { no_repeat_ngram_size: 3 };

const small = {
  ...usualTraining,
  ...{ layers: 1, heads: 2, dModel: 64, feedForward: 128, dropout: 0, context: 48 },
  ...{ targetContext: 16, batchTokens: 1200, labelSmoothing: 0.05, cooldown: 0.5, beams: 4 },
  ...{ columns: [], vocabulary: 500, copying: 0, batch: 32, steps: 200, evalEvery: 100 },
  ...{ lr: 4e-3, minLr: 0, warmup: 20, beta2: 0.98 },
} as const;

const full = {
  ...small,
  ...{ layers: 2, heads: 4, dModel: 192, feedForward: 384, dropout: 0.05, context: 40 },
  ...{ targetContext: 24, batchTokens: 2400, batch: 64, vocabulary: 6000, labelSmoothing: 0.1 },
  ...{ cooldown: 0.3, copying: 900, steps: 4500, evalEvery: 450, evalBatches: 4, warmup: 200 },
  ...{ optimizer: "muon" as const, lr: 8e-3, averageDecay: 0.995 },
} as const;

/** A long text in a few words, by an encoder-decoder that learns from the beginning. */
export const summarisation = defineApplication({
  name: "summarisation",
  description: "a long text in a few words, by an encoder-decoder",
  pipeline: "summarization",
  data: {
    expected:
      "a list of Debian packages with their descriptions (apt's Translation-en), or .tsv, .csv or .jsonl files of texts and summaries",
    usual: `${MADE} descriptions of programs that a grammar makes`,
    published: "Debian's package descriptions, long to short (about 50,000)",
  },
  fields: {
    ...pairFields,
    vocabulary: integer({ from: 260, to: 1_000_000 }),
    copying: integer({ from: 0, to: 1_000_000_000, default: 0 }),
  },
  flags: {
    ...pairFlags,
    copying:
      "Steps, the first, in which pieces of the texts are copied, before summaries are learnt",
    vocabulary: "Tokens of the byte-pair encoding, trained on texts and summaries together",
  },
  check: checkPairs,
  presets: {
    small: {
      description: "0.1 M parameters on the made descriptions, some seconds",
      settings: small,
    },
    full: {
      description: "2.6 M parameters, for Debian's descriptions, 45 minutes on one core",
      settings: full,
    },
  },
  figures: {
    rouge1: { label: "ROUGE-1", better: "higher", as: "percent" },
    rouge2: { label: "ROUGE-2", better: "higher", as: "percent" },
    rougeL: { label: "ROUGE-L", better: "higher", as: "percent" },
    beamRouge1: { label: "ROUGE-1, beams", better: "higher", as: "percent" },
    beamRouge2: { label: "ROUGE-2, beams", better: "higher", as: "percent" },
    beamRougeL: { label: "ROUGE-L, beams", better: "higher", as: "percent" },
    leadRouge1: { label: "ROUGE-1, lead sentence", better: "higher", as: "percent" },
    leadRouge2: { label: "ROUGE-2, lead sentence", better: "higher", as: "percent" },
    leadRougeL: { label: "ROUGE-L, lead sentence", better: "higher", as: "percent" },
    copyRouge1: { label: "ROUGE-1, first words", better: "higher", as: "percent" },
    copyRouge2: { label: "ROUGE-2, first words", better: "higher", as: "percent" },
    copyRougeL: { label: "ROUGE-L, first words", better: "higher", as: "percent" },
  },

  read: async (files, { seed, columns }) =>
    files ? readParts(files, summaries(columns)) : madeDescriptions(seed, MADE),
  amounts: amountsOf,

  async describe({ training }: DataParts<TextPair>, settings) {
    const { vocabulary, context } = settings;
    const texts = training.flatMap(({ source, target }) => [source, target]);
    const { tokenizer, files } = await trainedSubwords(texts, { vocabulary, context });
    const model = pairModelFiles(settings, tokenizer.vocabSize, withoutRepeats);
    return { config: model.config, files: new Map([...files, ...model.files]) };
  },
  shape: pairModelShape,

  open: (opened: OpenedPairs & { readonly settings: { readonly copying: number } }) =>
    pairWork({
      ...opened,
      copying: opened.settings.copying,
      encoding: subwordEncoding(opened, opened.settings),
      generation: withoutRepeats,
      measure: (written) => overlap(written, ({ output }) => output),
      measureAtTheEnd(written, { training }) {
        const words = usualWords(training);
        const ofBeams = overlap(written, ({ output }) => output);
        const ofLead = overlap(written, ({ source }) => leadSentence(source));
        const ofCopy = overlap(written, ({ source }) => firstWords(source, words));
        return {
          ...{ beamRouge1: ofBeams.rouge1, beamRouge2: ofBeams.rouge2, beamRougeL: ofBeams.rougeL },
          ...{ leadRouge1: ofLead.rouge1, leadRouge2: ofLead.rouge2, leadRougeL: ofLead.rougeL },
          ...{ copyRouge1: ofCopy.rouge1, copyRouge2: ofCopy.rouge2, copyRougeL: ofCopy.rougeL },
        };
      },
    }),
});

/** F1 of words, of pairs of words and of the longest common sequence, without stemming, averaged over the texts. */
function overlap(
  written: readonly WrittenPair[],
  textOf: (pair: WrittenPair) => string,
): { readonly rouge1: number; readonly rouge2: number; readonly rougeL: number } {
  const { rouge1, rouge2, rougeL } = corpusRouge(
    written.map(textOf),
    written.map(({ target }) => target),
  );
  return { rouge1: rouge1.f1, rouge2: rouge2.f1, rougeL: rougeL.f1 };
}
