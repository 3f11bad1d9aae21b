import { integer, number, texts } from "../../options/fields.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { amountsOf, type DataParts, readParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { trainedTokenizer } from "../text-tokenizer.ts";
import { usualTraining } from "../training-fields.ts";
import { classWork } from "./class-work.ts";
import { type LabelledText, labelledTexts } from "./labelled-text.ts";
import { madeReviews } from "./made-reviews.ts";
import { textEncoderConfig } from "./text-encoder-config.ts";

/** Reviews that are made where no files are named. */
const MADE = 1200;

const small = {
  ...{ layers: 2, heads: 2, dModel: 32, dropout: 0.1, context: 64, vocabulary: 1000, columns: [] },
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
    layers: integer({ from: 1, to: 1000 }),
    heads: integer({ from: 1, to: 1000 }),
    dModel: integer({ from: 1, to: 65_536 }),
    dropout: number({ from: 0, below: 1 }),
    context: integer({ from: 3, to: 65_536 }),
    vocabulary: integer({ from: 100, to: 1_000_000 }),
    columns: texts(),
  },
  flags: {
    layers: "Transformer blocks",
    heads: "Attention heads; they divide the width",
    dModel: "Width of the model",
    dropout: "Part of the activations that is dropped in training",
    context: "Tokens of a text at most",
    vocabulary: "Tokens of the WordPiece vocabulary, trained on the texts",
    columns: "Names of the two columns, text and label",
  },
  check: ({ dModel, heads }) =>
    dModel % heads === 0
      ? undefined
      : `heads is ${heads}, expected a number that divides the width ${dModel}`,
  presets: {
    small: {
      description: "0.1 M parameters on the made reviews, some seconds",
      settings: { ...usualTraining, ...small, steps: 200, evalEvery: 50, lr: 3e-3, minLr: 3e-4 },
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

  async describe({ training }: DataParts<LabelledText>, settings) {
    const labels = [...new Set(training.map(({ label }) => label))].sort();
    if (labels.length < 2)
      throw new RecipeError(
        `the training data have one label only (${labels[0]}), expected two or more`,
      );
    const { tokenizer, files } = await trainedTokenizer(
      training.map(({ text }) => text),
      { vocabulary: settings.vocabulary, context: settings.context },
    );
    const config = {
      ...{ architectures: ["ModernBertForSequenceClassification"] },
      ...textEncoderConfig(settings, tokenizer.vocabSize, tokenizer.tokenToId("[PAD]")!),
      id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
      label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
    };
    return { config, files };
  },
  shape: ({ config }) => {
    const {
      num_hidden_layers: layers,
      num_attention_heads: heads,
      hidden_size: width,
    } = config as Record<string, number>;
    return `encoder of ${layers} layers, ${heads} heads, width ${width}`;
  },

  open: classWork,
});
