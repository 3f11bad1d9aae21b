import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { integer, number, oneOf, text, texts } from "../../options/fields.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { classNames, expectSide } from "../pictures/class-names.ts";
import { drawnDigits } from "../pictures/drawn-digits.ts";
import { judgeFigures, judgeForm } from "../pictures/judge-samples.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { pictureFiles } from "../pictures/read-pictures.ts";
import { samplerFigures } from "./compare-samplers.ts";
import { denoiserConfig, denoiserShape } from "./diffusion-config.ts";
import { diffusionPresets } from "./diffusion-presets.ts";
import { diffusionWork } from "./diffusion-work.ts";
import { latentBase, scaledAutoencoder } from "./latent-base.ts";
import { pictureSamplers } from "./make-pictures.ts";
import type { NoisyBatch } from "./noisy-batch.ts";
import { areCaptioned, readShown } from "./read-shown.ts";
import { textTokens } from "./text-tokens.ts";

/** Pictures that are drawn where no files are named. */
const DRAWN = 3000;

const fields = {
  side: integer({ from: 4, to: 1024 }),
  patch: integer({ from: 1, to: 1024 }),
  layers: integer({ from: 1, to: 1000 }),
  heads: integer({ from: 1, to: 1000 }),
  dModel: integer({ from: 4, to: 65_536 }),
  schedule: oneOf(["linear", "cosine"]),
  timesteps: integer({ from: 1, to: 65_536 }),
  /** "class" unless given. */
  condition: oneOf(["class", "text"], { optional: true }),
  /** Pixels unless given. */
  latent: text({ optional: true }),
  dropClass: number({ from: 0, to: 1 }),
  sampler: oneOf(pictureSamplers),
  sampleSteps: integer({ from: 1, to: 65_536 }),
  guidance: number({ from: 0, to: 100 }),
  labels: texts(),
} as const;

/** Pictures of classes, or of texts, out of noise: a transformer learns to see the noise in them, or in their latents. */
export const diffusion = defineApplication<
  typeof fields,
  DataParts<LabelledPicture>,
  DiffusionTransformer,
  NoisyBatch
>({
  name: "diffusion",
  description: "pictures of classes or of texts made out of noise, by a diffusion transformer",
  data: {
    ...pictureFiles,
    usual: `${DRAWN.toLocaleString("en-US")} digits drawn in 8 by 8 pixels`,
  },
  fields,
  flags: {
    side: "Height and width of the pictures, in pixels; those in folders are made so",
    patch: "Pixels, or places of the latents, of a patch to each side; they divide the side",
    layers: "Transformer blocks",
    heads: "Attention heads; they divide the width",
    dModel: "Width of the model, a multiple of 4",
    schedule: "How noise grows: linear or cosine",
    timesteps: "Steps from hardly any noise to nothing else",
    condition: "What a picture is to show is told by its class, or in words: class or text",
    latent: "Folder of qkv train --task autoencoder: its latents are made, not pixels",
    dropClass: "Part of the pictures of which the model is not told what they show, for guidance",
    sampler: "How pictures are made: ddim, ddpm or dpm-solver",
    sampleSteps: "Steps in which they are made",
    guidance: "How much is made of class or text; 1 for what was learnt",
    labels: "Names of the classes 0, 1, ... of idx files",
  },
  check: ({ preset, dModel, heads, side, patch, sampleSteps, timesteps, latent }) => {
    if (dModel % heads !== 0)
      return `heads is ${heads}, expected a number that divides the width ${dModel}`;
    if (dModel % 4 !== 0) return `dModel is ${dModel}, expected a multiple of 4`;
    if (!latent && preset === "mnist-latent")
      return "latent is missing, expected the folder of qkv train --task autoencoder with this preset";
    if (!latent && side % patch !== 0)
      return `patch is ${patch}, expected a number that divides the side ${side}`;
    return sampleSteps <= timesteps
      ? undefined
      : `sampleSteps is ${sampleSteps}, expected at most timesteps (${timesteps})`;
  },
  presets: diffusionPresets,
  figures: { ...judgeFigures, ...samplerFigures },
  judge: judgeForm,
  reference: "Pictures that are also made by ddpm in all timesteps, and by dpm-solver, for a judge",
  inner: latentBase,
  pipeline: "text-to-image",

  read: async (files, settings) =>
    files ? readShown(files, settings) : drawnDigits(settings.seed, DRAWN),
  amounts: amountsOf,

  async describe(data, settings, base) {
    const { training } = data;
    const textual = settings.condition === "text";
    const captioned = textual && areCaptioned(training);
    if (captioned) expectSide(training, settings.side);
    const labels = captioned ? [] : classNames(training, settings);
    const autoencoder = base && (await scaledAutoencoder(base, training));
    if (!textual)
      return {
        config: denoiserConfig(settings, training, { labels, autoencoder }),
        files: new Map(),
      };
    const { files, ...text } = await textTokens(data);
    return { config: denoiserConfig(settings, training, { labels, text, autoencoder }), files };
  },
  shape: denoiserShape,

  open: diffusionWork,
});
