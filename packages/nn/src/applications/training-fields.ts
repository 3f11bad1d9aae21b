import type { WholeOf } from "../options/define-options.ts";
import { integer, number, oneOf, text } from "../options/fields.ts";

const count = integer({ from: 1, to: 1_000_000_000 });
const countOrNone = integer({ from: 0, to: 1_000_000_000 });

/** What every application can be told of its training; each preset says all of it. */
export const trainingFields = {
  preset: text(),
  /** Examples of a batch. */
  batch: count,
  steps: count,
  /** Highest learning rate, after the warm-up. */
  lr: number({ above: 0 }),
  /** Last learning rate, reached along a cosine. */
  minLr: number({ from: 0 }),
  warmup: countOrNone,
  optimizer: oneOf(["adamw", "muon"], { default: "adamw" }),
  weightDecay: number({ from: 0 }),
  beta2: number({ from: 0, below: 1 }),
  /** Largest gradient norm; 0 for no clipping. */
  gradClip: number({ from: 0 }),
  /** Batches whose gradients make one step. */
  gradAccum: count,
  /** Of initial values, batches and dropout, and of data that are made. */
  seed: integer({ from: 0, to: 2 ** 32 - 1 }),
  /** Part of the average of the weights that stays in a step; 0 to use the weights themselves. */
  averageDecay: number({ from: 0, below: 1 }),
  /** Steps between validations. */
  evalEvery: count,
  /** Batches of a validation on the way; 0 for all of the validation data. */
  evalBatches: countOrNone,
  /** Validations without a better one after which training ends; 0 to go on to the last step. */
  patience: countOrNone,
  /** Steps between samples; 0 for none. */
  sampleEvery: countOrNone,
} as const;

/** The settings of a training, complete: a value for each of `trainingFields`. */
export type ApplicationTraining = WholeOf<typeof trainingFields>;

/** What the settings do, as a command's help says it. */
export const trainingFlags: Readonly<
  Record<Exclude<keyof typeof trainingFields, "preset">, string>
> = {
  batch: "Examples of a batch",
  steps: "Optimiser steps, those before a resumption included",
  lr: "Highest learning rate, after the warm-up",
  minLr:
    "Last learning rate, reached along a cosine; a tenth of the highest, if only that is given",
  warmup: "Steps of linear warm-up",
  optimizer: "adamw, or muon for the matrices of the blocks and adamw for the rest",
  weightDecay: "Decay of the matrices",
  beta2: "AdamW's memory of squared gradients",
  gradClip: "Largest norm of the gradients; 0 for no limit",
  gradAccum: "Batches whose gradients are averaged in a step",
  seed: "Of initial values, batches, dropout and made data",
  averageDecay: "Part of the average of the weights that stays in a step; 0 for no average",
  evalEvery: "Steps between validations and checkpoints",
  evalBatches: "Batches of a validation on the way; 0 for all",
  patience: "Validations without a better one after which training ends; 0 for no such end",
  sampleEvery: "Steps between samples; 0 for none",
};

/** A training of a few hundred steps, from which presets start. */
export const usualTraining = {
  ...{ batch: 32, steps: 300, lr: 1e-3, minLr: 1e-4, warmup: 20, weightDecay: 0.01, beta2: 0.999 },
  optimizer: "adamw",
  ...{ gradClip: 1, gradAccum: 1, seed: 1, averageDecay: 0, patience: 0 },
  ...{ evalEvery: 100, evalBatches: 0, sampleEvery: 0 },
} as const satisfies Omit<ApplicationTraining, "preset">;
