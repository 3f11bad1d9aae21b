import { flag, integer, number, numbers, oneOf, texts } from "../../options/fields.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { usualTraining } from "../training-fields.ts";
import { classNames } from "./class-names.ts";
import { drawnDigits, SIDE } from "./drawn-digits.ts";
import type { LabelledPicture } from "./labelled-picture.ts";
import { pictureConfig, pictureShape } from "./picture-config.ts";
import { brightnessOf, pictureProcessor } from "./picture-processor.ts";
import { pictureWork } from "./picture-work.ts";
import { pictureFiles, readPictures } from "./read-pictures.ts";

/** Pictures that are drawn where no files are named. */
const DRAWN = 3000;

const unchanged = { shift: 0, rotate: 0, zoom: 0, erase: 0, flip: false } as const;
const small = {
  ...{ ...usualTraining, ...unchanged, labels: [], side: SIDE, dropout: 0 },
  ...{ layers: 2, heads: 2, patch: 2, kernels: [8, 16], dModel: 32 },
  ...{ batch: 64, steps: 300, evalEvery: 100, lr: 3e-3, minLr: 1e-4 },
} as const;
const full = {
  ...{ ...usualTraining, ...unchanged, labels: [], side: 28 },
  ...{ layers: 4, heads: 4, patch: 7, kernels: [16, 32, 64], dModel: 256 },
  ...{ batch: 128, weightDecay: 0.05, warmup: 200, shift: 2, rotate: 10, zoom: 0.1 },
  ...{ evalEvery: 430, evalBatches: 0 },
} as const;
const convolutional = { ...full, model: "convolutional", dropout: 0.25 } as const;
const vit = { ...full, model: "vit", dModel: 64, dropout: 0, averageDecay: 0.998 } as const;
const clothes = {
  ...{ shift: 1, rotate: 0, zoom: 0.05, erase: 0.3, flip: true },
  labels: [
    ...["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag"],
    "ankle boot",
  ],
} as const;

/** What pictures show, told by kernels or by attention between patches. */
export const pictures = defineApplication({
  name: "pictures",
  description: "what pictures show, by a convolutional network or a vision transformer",
  pipeline: "image-classification",
  data: {
    ...pictureFiles,
    usual: `${DRAWN.toLocaleString("en-US")} digits drawn in 8 by 8 pixels`,
  },
  fields: {
    model: oneOf(["convolutional", "vit"]),
    side: integer({ from: 4, to: 1024 }),
    layers: integer({ from: 1, to: 1000 }),
    heads: integer({ from: 1, to: 1000 }),
    patch: integer({ from: 1, to: 1024 }),
    kernels: numbers(),
    dModel: integer({ from: 1, to: 65_536 }),
    dropout: number({ from: 0, below: 1 }),
    shift: number({ from: 0, to: 1024 }),
    rotate: number({ from: 0, to: 180 }),
    zoom: number({ from: 0, below: 1 }),
    erase: number({ from: 0, to: 1 }),
    flip: flag(),
    labels: texts(),
  },
  flags: {
    model: "convolutional or vit",
    side: "Height and width of the pictures, in pixels; those in folders are made so",
    layers: "Transformer blocks of a ViT",
    heads: "Attention heads of a ViT; they divide the width",
    patch: "Pixels of a patch of a ViT, to each side; they divide the picture's",
    kernels: "Kernels of each stage of a convolutional network; each stage halves the picture",
    dModel: "Width of the ViT, or of the layer before the classes",
    dropout: "Part of the activations that is dropped in training",
    shift: "Pixels by which pictures are shifted in training, at most",
    rotate: "Degrees by which pictures are turned in training, at most",
    zoom: "Part by which pictures are made larger or smaller in training, at most",
    erase: "Side of a square that is left out in training, as a part of the picture's",
    flip: "Mirror half of the pictures in training",
    labels: "Names of the classes 0, 1, ... of idx files",
  },
  check: ({ model, dModel, heads, side, patch }) => {
    if (model !== "vit") return undefined;
    if (dModel % heads !== 0)
      return `heads is ${heads}, expected a number that divides the width ${dModel}`;
    return side % patch === 0
      ? undefined
      : `patch is ${patch}, expected a number that divides the side ${side}`;
  },
  presets: {
    small: {
      description: "a convolutional network, 4 thousand parameters, on drawn digits, some seconds",
      settings: { ...small, model: "convolutional" },
    },
    "small-vit": {
      description: "a ViT of 17 thousand parameters on drawn digits, some seconds",
      settings: { ...small, model: "vit" },
    },
    full: {
      description: "a convolutional network of 0.2 M parameters for MNIST, 10 minutes",
      settings: { ...convolutional, steps: 1720, lr: 2e-3, minLr: 1e-5 },
    },
    "full-vit": {
      description: "a ViT of 0.15 M parameters for MNIST, 8 minutes",
      settings: { ...vit, steps: 3000, optimizer: "muon", lr: 6e-3, minLr: 6e-4 },
    },
    fashion: {
      description: "a convolutional network of 0.2 M parameters for Fashion-MNIST, 15 minutes",
      settings: {
        ...{ ...convolutional, ...clothes, steps: 3500 },
        ...{ lr: 6e-3, minLr: 6e-5, weightDecay: 0 },
      },
    },
    "fashion-vit": {
      description: "a ViT of 0.2 M parameters for Fashion-MNIST, 20 minutes",
      settings: { ...vit, ...clothes, steps: 4300, lr: 2e-3, minLr: 1e-5 },
    },
  },
  figures: {
    accuracy: { label: "accuracy", better: "higher", as: "percent" },
    macroF1: { label: "macro F1", better: "higher", as: "percent" },
  },

  read: async (files, { seed, side, labels }) =>
    files ? readPictures(files, { side, labels }) : drawnDigits(seed, DRAWN),
  amounts: amountsOf,

  describe({ training }: DataParts<LabelledPicture>, settings) {
    const labels = classNames(training, settings);
    return {
      config: pictureConfig(settings, settings.side, labels),
      files: new Map([pictureProcessor(brightnessOf(training), settings.side)]),
    };
  },
  shape: pictureShape,

  open: pictureWork,
});
