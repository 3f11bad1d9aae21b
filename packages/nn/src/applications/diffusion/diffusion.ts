import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { integer, number, oneOf, texts } from "../../options/fields.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { classNames } from "../pictures/class-names.ts";
import { drawnDigits, SIDE } from "../pictures/drawn-digits.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { readPictures } from "../pictures/read-pictures.ts";
import { usualTraining } from "../training-fields.ts";
import { denoiserConfig, denoiserShape } from "./diffusion-config.ts";
import { diffusionWork } from "./diffusion-work.ts";
import type { NoisyBatch } from "./noisy-batch.ts";
import { pictureSamplers } from "./sample-pictures.ts";

/** Pictures that are drawn where no files are named. */
const DRAWN = 3000;

const shared = {
  ...{ ...usualTraining, labels: [], schedule: "cosine" as const, timesteps: 1000 },
  ...{ dropClass: 0.1, sampler: "ddim" as const, sampleSteps: 20, guidance: 2, weightDecay: 0 },
};

const fields = {
  side: integer({ from: 4, to: 1024 }),
  patch: integer({ from: 1, to: 1024 }),
  layers: integer({ from: 1, to: 1000 }),
  heads: integer({ from: 1, to: 1000 }),
  dModel: integer({ from: 4, to: 65_536 }),
  schedule: oneOf(["linear", "cosine"]),
  timesteps: integer({ from: 1, to: 65_536 }),
  dropClass: number({ from: 0, to: 1 }),
  sampler: oneOf(pictureSamplers),
  sampleSteps: integer({ from: 1, to: 65_536 }),
  guidance: number({ from: 0, to: 100 }),
  labels: texts(),
} as const;

/** Pictures of classes out of noise: a transformer learns to see the noise in them. */
export const diffusion = defineApplication<
  typeof fields,
  DataParts<LabelledPicture>,
  DiffusionTransformer,
  NoisyBatch
>({
  name: "diffusion",
  description: "pictures of classes made out of noise, by a diffusion transformer",
  data: {
    expected:
      "a folder of idx files as MNIST's, or of folders of pictures that are called as what they show",
    usual: `${DRAWN.toLocaleString("en-US")} digits drawn in 8 by 8 pixels`,
    published: "MNIST and Fashion-MNIST, their idx files (60,000 to train on, 10,000 to test)",
  },
  fields,
  flags: {
    side: "Height and width of the pictures, in pixels; those in folders are made so",
    patch: "Pixels of a patch to each side; they divide the picture's",
    layers: "Transformer blocks",
    heads: "Attention heads; they divide the width",
    dModel: "Width of the model, a multiple of 4",
    schedule: "How noise grows: linear or cosine",
    timesteps: "Steps from hardly any noise to nothing else",
    dropClass: "Part of the pictures of which the model is not told what they show, for guidance",
    sampler: "How pictures are made: ddim, ddpm or dpm-solver",
    sampleSteps: "Steps in which they are made",
    guidance: "How much is made of the class; 1 for what was learnt",
    labels: "Names of the classes 0, 1, ... of idx files",
  },
  check: ({ dModel, heads, side, patch, sampleSteps, timesteps }) => {
    if (dModel % heads !== 0)
      return `heads is ${heads}, expected a number that divides the width ${dModel}`;
    if (dModel % 4 !== 0) return `dModel is ${dModel}, expected a multiple of 4`;
    if (side % patch !== 0)
      return `patch is ${patch}, expected a number that divides the side ${side}`;
    return sampleSteps <= timesteps
      ? undefined
      : `sampleSteps is ${sampleSteps}, expected at most timesteps (${timesteps})`;
  },
  presets: {
    small: {
      description: "0.1 M parameters on drawn digits, half a minute",
      settings: {
        ...{ ...shared, side: SIDE, patch: 2, layers: 2, heads: 2, dModel: 48 },
        ...{ batch: 64, steps: 600, evalEvery: 200, lr: 3e-3, averageDecay: 0.98 },
      },
    },
    mnist: {
      description: "0.7 M parameters for MNIST, about three quarters of an hour",
      settings: {
        ...{ ...shared, side: 28, patch: 4, layers: 4, heads: 4, dModel: 96 },
        ...{ batch: 64, steps: 8000, warmup: 200, lr: 1e-3, minLr: 2e-5, averageDecay: 0.998 },
        ...{ evalEvery: 500, evalBatches: 16, beta2: 0.99 },
      },
    },
  },
  figures: {
    recognised: { label: "recognised by the judge", better: "higher", as: "percent" },
    distance: { label: "Fréchet distance", better: "lower" },
    timesHalves: { label: "times that of real halves", better: "lower" },
  },
  judge: "Folder of qkv train --task pictures, whose model looks at pictures that this one makes",

  read: async (files, { seed, side, labels }) =>
    files ? readPictures(files, { side, labels }) : drawnDigits(seed, DRAWN),
  amounts: amountsOf,

  describe: ({ training }, settings) => ({
    config: denoiserConfig(settings, training, classNames(training, settings)),
    files: new Map(),
  }),
  shape: denoiserShape,

  open: diffusionWork,
});
