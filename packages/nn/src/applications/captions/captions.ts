import type { Transcriber } from "../../models/roles.ts";
import { integer, number, texts } from "../../options/fields.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { trainTokenizer } from "../../tokenizers/training/train-tokenizer.ts";
import type { OpenedParts } from "../application.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { brightnessOf, pictureProcessor } from "../pictures/picture-processor.ts";
import { usualTraining } from "../training-fields.ts";
import { captionConfig, captionShape, END, PAD, START, special } from "./caption-config.ts";
import { captionWork } from "./caption-work.ts";
import { type CaptionedPicture, DRAWN_SIDE, drawnScenes } from "./made-scenes.ts";
import { readCaptions } from "./read-captions.ts";

const fields = {
  side: integer({ from: 4, to: 1024 }),
  scenes: integer({ from: 20, to: 1_000_000 }),
  layers: integer({ from: 1, to: 1000 }),
  decoderLayers: integer({ from: 1, to: 1000 }),
  heads: integer({ from: 1, to: 1000 }),
  patch: integer({ from: 1, to: 1024 }),
  dModel: integer({ from: 1, to: 65_536 }),
  dropout: number({ from: 0, below: 1 }),
  columns: texts(),
};

const small = {
  ...{ ...usualTraining, side: DRAWN_SIDE, scenes: 4000, columns: [], dropout: 0 },
  ...{ layers: 2, decoderLayers: 1, heads: 4, patch: 4, dModel: 48 },
  ...{ batch: 64, steps: 1500, evalEvery: 250, lr: 4e-3, minLr: 1e-5 },
} as const;

/** What pictures show, in words. */
export const captions = defineApplication({
  name: "captions",
  description: "what pictures show, in words, by a decoder that looks at patches of them",
  pipeline: "image-to-text",
  data: {
    expected:
      "a folder of pictures with captions.tsv, their files' names and captions, or MNIST's idx files, whose digits are put into scenes",
    usual: "scenes of one to three digits, drawn in 16 by 16 pixels",
    published: "scenes of MNIST's digits, 28 by 28 pixels",
  },
  fields,
  flags: {
    side: "Height and width of the pictures, in pixels; those in folders are made so",
    scenes: "Scenes that are made to learn from",
    layers: "Transformer blocks of what sees",
    decoderLayers: "Transformer blocks of what says it",
    heads: "Attention heads; they divide the width",
    patch: "Pixels of a patch, to each side; they divide the picture's",
    dModel: "Width of both",
    dropout: "Part of the activations that is dropped in training",
    columns: "Names of the two columns, file and caption",
  },
  check: ({ dModel, heads, side, patch }) => {
    if (dModel % heads !== 0)
      return `heads is ${heads}, expected a number that divides the width ${dModel}`;
    return side % patch === 0
      ? undefined
      : `patch is ${patch}, expected a number that divides the side ${side}`;
  },
  presets: {
    small: { description: "0.1 M parameters on drawn digits, a minute", settings: small },
    full: {
      description: "0.25 M parameters for scenes of MNIST's digits, 8 minutes",
      settings: {
        ...{ ...small, side: 28, scenes: 60_000, layers: 4, decoderLayers: 2, patch: 7 },
        ...{ dModel: 64, batch: 128, steps: 2000, evalEvery: 400, warmup: 200, lr: 6e-3 },
        ...{ optimizer: "muon" as const, minLr: 6e-4, averageDecay: 0.998 },
      },
    },
  },
  figures: { exact: { label: "captions exact", better: "higher", as: "percent" } },

  read: async (files, settings) =>
    files ? readCaptions(files, settings) : drawnScenes(settings.seed, settings.scenes),
  amounts: amountsOf,

  async describe(data: DataParts<CaptionedPicture>, settings) {
    const { training } = data;
    if (training[0]?.width !== settings.side)
      throw new RecipeError(
        (nameOf) =>
          `${nameOf("side")} is ${settings.side}, but the scenes that are drawn are ${DRAWN_SIDE} pixels wide; expected files (${nameOf("data")}) or the preset small`,
      );
    const tokenizer = await trainTokenizer(
      "word",
      training.map(({ label }) => label),
      { specialTokens: [...special] },
    );
    const all = [...training, ...data.validation, ...data.test];
    const lengths = new Set(all.map(({ label }) => label));
    const longest = Math.max(...[...lengths].map((label) => tokenizer.encode(label).length));
    const context = longest + 1;
    const { vocabSize } = tokenizer;
    const [pad, start, end, unknown] = special;
    return {
      config: captionConfig(settings, { vocabSize, context }),
      files: new Map([
        pictureProcessor(brightnessOf(training), settings.side),
        ["tokenizer.json", jsonFile(tokenizer)],
        [
          "tokenizer_config.json",
          jsonFile({
            ...{ tokenizer_class: "PreTrainedTokenizerFast", model_max_length: context },
            ...{ pad_token: pad, bos_token: start, eos_token: end, unk_token: unknown },
            clean_up_tokenization_spaces: false,
          }),
        ],
        [
          "generation_config.json",
          jsonFile({
            ...{ decoder_start_token_id: START, eos_token_id: END, pad_token_id: PAD },
            max_length: context,
          }),
        ],
      ]),
    };
  },
  shape: captionShape,

  open: (parts: OpenedParts<typeof fields, Transcriber>) => captionWork(parts),
});
