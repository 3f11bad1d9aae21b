import { integer, number } from "../../options/fields.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
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
import { entityWork } from "./entity-work.ts";
import { madeEntities } from "./made-entities.ts";
import { entityFiles, readEntities } from "./read-entities.ts";
import { labelsOfTags, type TaggedSentence } from "./tagged-sentence.ts";

/** Sentences that are made where no files are named. */
const MADE = 800;

const small = {
  ...{ layers: 2, heads: 2, dModel: 32, dropout: 0.05, context: 128, vocabulary: 400 },
  ...{ wordDropout: 0, swap: 0, window: 8, cased: true, from: "" },
} as const;

/** Names and other entities of texts: a tag of each word, told by an encoder that learns from the beginning. */
export const entities = defineApplication({
  name: "entities",
  description: "names and other entities in texts, by an encoder that tags each word",
  pipeline: "token-classification",
  data: {
    expected: entityFiles.expected,
    usual: `${MADE} sentences that a grammar makes, with persons, places and firms`,
    published: "wikigold, 1,142 sentences to train on",
  },
  fields: {
    ...encoderFields,
    /** Chance of an entity in training to become another of its type. */
    swap: number({ from: 0, to: 1 }),
    /** Tokens around it that a token sees in each layer; 0 for all. */
    window: integer({ from: 0, to: 65_536 }),
  },
  flags: {
    ...encoderFlags,
    swap: "Chance of an entity in training to become another of its type",
    window: "Tokens around it that a token sees in each layer; 0 for all",
  },
  base: { ...encoderBase, decides: [...encoderBase.decides, "window"] },
  check: encoderProblem,
  presets: {
    small: {
      description: "0.1 M parameters on the made sentences, some seconds",
      settings: { ...usualTraining, ...small, steps: 250, evalEvery: 50, lr: 8e-3, minLr: 8e-4 },
    },
    full: {
      description: "0.4 M parameters for a thousand sentences such as wikigold's, ten minutes",
      settings: {
        ...{ ...usualTraining, ...small, layers: 3, heads: 4, dModel: 96, dropout: 0.3 },
        ...{ vocabulary: 2000, swap: 0.5, wordDropout: 0.1, window: 16 },
        ...{ steps: 2000, lr: 2e-3, minLr: 0, warmup: 100, weightDecay: 0.1 },
        ...{ averageDecay: 0.99, evalEvery: 100 },
      },
    },
  },
  figures: {
    f1: { label: "entity F1", better: "higher", as: "percent" },
    precision: { label: "precision", better: "higher", as: "percent" },
    recall: { label: "recall", better: "higher", as: "percent" },
  },

  read: async (files, { seed }) => (files ? readEntities(files) : madeEntities(seed, MADE)),
  amounts: amountsOf,
  describe({ training }: DataParts<TaggedSentence>, settings, base) {
    const labels = labelsOfTags(training);
    if (labels.length < 2)
      throw new RecipeError(
        "no word of the training data has a tag but O, expected some that begin with B- or I-",
      );
    const texts = training.map(({ words }) => words.join(" "));
    return describeEncoder({ head: "ForTokenClassification", texts, labels, settings, base });
  },
  shape: encoderSize,
  open: entityWork,
});
