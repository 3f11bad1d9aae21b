import { editDistance } from "../../metrics/transcripts/edit-distance.ts";
import { flag } from "../../options/fields.ts";
import { amountsOf, type DataParts, readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { checkPairs, pairFields, pairFlags } from "../text-pairs/pair-fields.ts";
import { pairModelFiles, pairModelShape } from "../text-pairs/pair-model-config.ts";
import { type OpenedPairs, pairWork, type WrittenPair } from "../text-pairs/pair-work.ts";
import { bySource, isTarget, type TextPair } from "../text-pairs/text-pair.ts";
import { usualTraining } from "../training-fields.ts";
import { letterEncoding, letterTokenizer } from "./letter-tokenizer.ts";
import { madeSpellings } from "./made-spellings.ts";
import { pronunciations } from "./pronunciation-files.ts";

/** Words that are made where no files are named. */
const MADE = 1500;

const small = {
  ...usualTraining,
  ...{ layers: 1, heads: 2, dModel: 64, feedForward: 128, dropout: 0, context: 40 },
  ...{ targetContext: 40, batchTokens: 600, labelSmoothing: 0.05, cooldown: 0.5, beams: 5 },
  ...{ columns: [], stress: true, batch: 64, steps: 300, evalEvery: 100 },
  ...{ lr: 4e-3, minLr: 0, warmup: 20, beta2: 0.98 },
} as const;

const full = {
  ...small,
  ...{ layers: 3, heads: 4, dModel: 128, feedForward: 512, dropout: 0.1, batchTokens: 1500 },
  ...{ batch: 256, labelSmoothing: 0.1, cooldown: 0.3, stress: false, steps: 9000 },
  ...{ evalEvery: 500, evalBatches: 4, lr: 3e-3, warmup: 400, averageDecay: 0.998 },
} as const;

/** How a word is said, letter by letter, by an encoder-decoder that learns from a dictionary. */
export const pronunciation = defineApplication({
  name: "pronunciation",
  description: "the phonemes of a word, of its letters, by an encoder-decoder",
  pipeline: "text2text-generation",
  data: {
    expected:
      "a dictionary of words and phonemes (HELLO  HH AH0 L OW1), or .tsv, .csv or .jsonl files of them",
    usual: `${MADE.toLocaleString("en-US")} made-up words with a regular spelling`,
    published: "CMUdict (123,000 words; npm pack cmudict has it), a tenth of the words held out",
  },
  fields: { ...pairFields, stress: flag() },
  flags: {
    ...pairFlags,
    stress: "Whether the digits behind vowels, which say the stress, are learnt",
  },
  check: checkPairs,
  presets: {
    small: { description: "0.1 M parameters on the made words, some seconds", settings: small },
    full: {
      description: "1.4 M parameters, for CMUdict, an hour on one core",
      settings: full,
    },
  },
  figures: {
    wordError: { label: "word error", better: "lower", as: "percent" },
    phonemeError: { label: "phoneme error", better: "lower", as: "percent" },
    beamWordError: { label: "word error, beams", better: "lower", as: "percent" },
    beamPhonemeError: { label: "phoneme error, beams", better: "lower", as: "percent" },
  },

  async read(files, { seed, columns, stress }) {
    const data = files
      ? await readParts(files, pronunciations({ columns, stress }))
      : madeSpellings(seed, MADE);
    // A word that is said in several ways is learnt in all of them, and asked for once.
    const { training, validation, test } = data;
    return { training, validation: bySource(validation), test: bySource(test) };
  },
  amounts: amountsOf,

  describe({ training }: DataParts<TextPair>, settings) {
    const { tokenizer, files } = letterTokenizer(training, settings.context);
    const model = pairModelFiles(settings, tokenizer.vocabSize);
    return { config: model.config, files: new Map([...files, ...model.files]) };
  },
  shape: pairModelShape,

  open: (opened: OpenedPairs) =>
    pairWork({
      ...opened,
      encoding: letterEncoding(opened, opened.settings),
      measure: errors,
      measureAtTheEnd(written) {
        const { wordError, phonemeError } = errors(written);
        return { beamWordError: wordError, beamPhonemeError: phonemeError };
      },
    }),
});

/**
 * The share of words that are said in none of their ways, and the phonemes that are wrong, missing or too many, by those of
 * the way that is nearest.
 */
function errors(written: readonly WrittenPair[]) {
  let [words, wrong, phonemes] = [0, 0, 0];
  for (const pair of written) {
    if (!isTarget(pair.output, pair)) words++;
    const said = pair.output.split(" ");
    const ways = [pair.target, ...(pair.others ?? [])].map((way) => way.split(" "));
    const distances = ways.map((way) => editDistance(said, way));
    const nearest = distances.indexOf(Math.min(...distances));
    wrong += distances[nearest]!;
    phonemes += ways[nearest]!.length;
  }
  return { wordError: words / written.length, phonemeError: wrong / phonemes };
}
