import { number, oneOf, texts } from "../../options/fields.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { amountsOf, type DataParts, readParts } from "../data-parts.ts";
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
import { classWork } from "./class-work.ts";
import { type LabelledText, labelledTexts } from "./labelled-text.ts";
import { madeReviews } from "./made-reviews.ts";

/** Reviews that are made where no files are named. */
const MADE = 1200;

const small = {
  ...{ layers: 2, heads: 2, dModel: 32, dropout: 0.1, context: 64, vocabulary: 1000, columns: [] },
  ...{ wordDropout: 0, cased: false, from: "", labelSmoothing: 0, counts: 0 },
  classWeights: "none",
} as const;

/** Labels of texts, told by an encoder that learns from the beginning. */
export const classification = defineApplication({
  name: "classification",
  description: "labels of texts, by an encoder whose vectors are averaged",
  pipeline: "text-classification",
  data: {
    expected:
      "a .tsv, .csv or .jsonl file of texts and labels, or a folder with train, dev and test files",
    usual: `${MADE.toLocaleString("en-US")} short reviews that a grammar makes`,
    published: "SST-2, sentences alone (6,920 to train on)",
  },
  fields: {
    ...encoderFields,
    columns: texts(),
    labelSmoothing: number({ from: 0, below: 1 }),
    /** Whether rare classes count more: each as much as the others together, by how many of it there are. */
    classWeights: oneOf(["none", "balanced"]),
    /** How much of a word's first vector says in which classes' texts it stands more often; 0 for nothing. */
    counts: number({ from: 0 }),
  },
  flags: {
    ...encoderFlags,
    columns: "Names of the two columns, text and label",
    labelSmoothing: "Part of the target that is spread over all classes",
    classWeights: "Whether rare classes count more: none or balanced",
    counts:
      "How much word vectors say at the start of which classes' texts have the word; 0 for nothing",
  },
  base: encoderBase,
  check: encoderProblem,
  presets: {
    small: {
      description: "0.1 M parameters on the made reviews, some seconds",
      settings: { ...usualTraining, ...small, steps: 200, evalEvery: 50, lr: 3e-3, minLr: 3e-4 },
    },
    full: {
      description: "0.9 M parameters for some thousand sentences such as SST-2's, a minute",
      settings: {
        ...{ ...usualTraining, ...small, dModel: 64, heads: 4, layers: 2, dropout: 0.3 },
        ...{ vocabulary: 12_000, wordDropout: 0.3, labelSmoothing: 0.1, counts: 1 },
        ...{ batch: 64, steps: 432, lr: 1e-3, minLr: 0, warmup: 100, weightDecay: 0.1 },
        ...{ averageDecay: 0.99, evalEvery: 108, patience: 8 },
      },
    },
  },
  figures: {
    accuracy: { label: "accuracy", better: "higher", as: "percent" },
    macroF1: { label: "macro F1", better: "higher", as: "percent" },
    calibration: { label: "calibration error", better: "lower", as: "percent" },
  },

  read: async (files, { seed, columns }) =>
    files ? readParts(files, labelledTexts(columns)) : madeReviews(seed, MADE),
  amounts: amountsOf,

  describe({ training }: DataParts<LabelledText>, settings, base) {
    const labels = [...new Set(training.map(({ label }) => label))].sort();
    if (labels.length < 2)
      throw new RecipeError(
        `the training data have one label only (${labels[0]}), expected two or more`,
      );
    const texts = training.map(({ text }) => text);
    return describeEncoder({ head: "ForSequenceClassification", texts, labels, settings, base });
  },
  shape: encoderSize,

  open: classWork,
});
