import type { VariationalAutoencoder } from "../../models/autoencoder/variational-autoencoder.ts";
import type { NamedTensors } from "../../models/roles.ts";
import { integer, number, numbers, texts } from "../../options/fields.ts";
import { amountsOf, type DataParts } from "../data-parts.ts";
import { defineApplication } from "../define-application.ts";
import { expectSide } from "../pictures/class-names.ts";
import { drawnDigits, SIDE } from "../pictures/drawn-digits.ts";
import { judgeFigures, judgeForm } from "../pictures/judge-samples.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { pictureFiles, readPictures } from "../pictures/read-pictures.ts";
import { usualTraining } from "../training-fields.ts";
import { autoencoderConfig, autoencoderShape, GROUPS } from "./autoencoder-config.ts";
import { autoencoderWork } from "./autoencoder-work.ts";

/** Pictures that are drawn where no files are named. */
const DRAWN = 3000;

const shared = { ...usualTraining, labels: [], latentChannels: 4, weightDecay: 0 } as const;

const fields = {
  side: integer({ from: 4, to: 1024 }),
  widths: numbers(),
  latentChannels: integer({ from: 1, to: 4096 }),
  klWeight: number({ from: 0 }),
  labels: texts(),
} as const;

/** Pictures as a few numbers, out of which they are made again: what a latent diffusion model stands on. */
export const autoencoder = defineApplication<
  typeof fields,
  DataParts<LabelledPicture>,
  VariationalAutoencoder,
  NamedTensors
>({
  name: "autoencoder",
  description: "pictures as a few numbers, and pictures again, by a variational autoencoder",
  data: {
    ...pictureFiles,
    usual: `${DRAWN.toLocaleString("en-US")} digits drawn in 8 by 8 pixels`,
  },
  fields,
  flags: {
    side: "Height and width of the pictures, in pixels; those in folders are made so",
    widths: `Channels at each resolution, multiples of ${GROUPS}; each halves height and width`,
    latentChannels: "Numbers at each place of the latents",
    klWeight: "What a nat of the latents weighs against the squared error",
    labels: "Names of the classes 0, 1, ... of idx files",
  },
  check: ({ widths, side }) => {
    if (widths.length === 0 || !widths.every((one) => Number.isInteger(one) && one % GROUPS === 0))
      return `widths is ${widths.join(", ")}, expected multiples of ${GROUPS}`;
    return 2 ** (widths.length - 1) <= side
      ? undefined
      : `widths has ${widths.length} numbers, expected fewer: each halves the side ${side}`;
  },
  presets: {
    small: {
      description: "13 thousand parameters on drawn digits, some seconds",
      settings: {
        ...{ ...shared, side: SIDE, widths: [8, 16, 16], klWeight: 0.02 },
        ...{ batch: 64, steps: 300, evalEvery: 100, lr: 4e-3, minLr: 1e-4 },
      },
    },
    mnist: {
      description: "0.2 M parameters for MNIST, five minutes",
      settings: {
        ...{ ...shared, side: 28, widths: [12, 24, 48, 64], klWeight: 0.02 },
        ...{ batch: 64, steps: 1000, warmup: 50, lr: 2e-3, minLr: 2e-5 },
        ...{ evalEvery: 250, evalBatches: 16 },
      },
    },
  },
  figures: {
    ...judgeFigures,
    decibels: { label: "signal to noise, dB", better: "higher" },
    divergence: { label: "nats of the latents", better: "lower" },
  },
  judge: judgeForm,

  read: async (files, { seed, side, labels }) =>
    files ? readPictures(files, { side, labels }) : drawnDigits(seed, DRAWN),
  amounts: amountsOf,

  describe({ training }, settings) {
    expectSide(training, settings.side);
    return { config: autoencoderConfig(settings, training), files: new Map() };
  },
  shape: autoencoderShape,

  open: autoencoderWork,
});
