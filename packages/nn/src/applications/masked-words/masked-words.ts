import { flag, number, texts } from "../../options/fields.ts";
import { madeReviews } from "../classification/made-reviews.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { describeEncoder } from "../text-encoder/describe-encoder.ts";
import {
  encoderBase,
  encoderFields,
  encoderFlags,
  encoderProblem,
  encoderSize,
} from "../text-encoder/encoder-fields.ts";
import { usualTraining } from "../training-fields.ts";
import { maskedWork } from "./masked-work.ts";
import { passageFiles, readPassages } from "./text-passages.ts";

/** Sentences that are made where no files are named. */
const MADE = 1200;

const { wordDropout: _, ...fields } = encoderFields;
const { wordDropout: __, ...flags } = encoderFlags;

const small = {
  ...{ layers: 2, heads: 2, dModel: 48, dropout: 0, context: 64, vocabulary: 1000, columns: [] },
  ...{ maskShare: 0.15, wholeWords: false, cased: false, from: "" },
} as const;

/** What was masked in texts, told by an encoder: how it learns a language before it learns a task. */
export const maskedWords = defineApplication({
  name: "masked-words",
  description: "words that are masked in texts, by an encoder that others start from",
  pipeline: "fill-mask",
  data: {
    expected: passageFiles.expected,
    usual: `${MADE.toLocaleString("en-US")} short sentences that a grammar makes`,
    published: "Moby Dick and the sentences of SST-2, before classification learns from them",
  },
  fields: {
    ...fields,
    /** Share of the tokens that are to be told. */
    maskShare: number({ above: 0, to: 0.9 }),
    wholeWords: flag(),
    columns: texts(),
  },
  flags: {
    ...flags,
    maskShare: "Share of the tokens that are to be told",
    wholeWords: "Choose all tokens of a word, or none",
    columns: "Names of the two columns, text and label, of files that have such",
  },
  base: encoderBase,
  check: encoderProblem,
  presets: {
    small: {
      description: "0.1 M parameters on the made sentences, some seconds",
      settings: { ...usualTraining, ...small, steps: 300, evalEvery: 100, lr: 5e-3, minLr: 5e-4 },
    },
    full: {
      description: "0.6 M parameters for some ten thousand sentences, a quarter of an hour",
      settings: {
        ...{ ...usualTraining, ...small, dModel: 64, heads: 4, vocabulary: 8000, dropout: 0.1 },
        ...{ wholeWords: true, batch: 64, steps: 4000, lr: 3e-3, minLr: 1e-5, warmup: 200 },
        ...{ evalEvery: 400, gradClip: 1 },
      },
    },
  },
  figures: {
    perplexity: { label: "perplexity of masked tokens", better: "lower" },
    accuracy: { label: "masked tokens told right", better: "higher", as: "percent" },
  },

  async read(files, { seed, columns }) {
    if (files) return readPassages(files, columns);
    const { training, validation, test } = madeReviews(seed, MADE);
    const textsOf = (part: typeof training) => part.map(({ text }) => text);
    return {
      ...{ training: textsOf(training), validation: textsOf(validation), test: textsOf(test) },
    };
  },
  amounts: amountsOf,
  describe: ({ training }: DataParts<string>, settings, base) =>
    describeEncoder({ head: "ForMaskedLM", texts: training, settings, base }),
  shape: encoderSize,
  open: maskedWork,
});
