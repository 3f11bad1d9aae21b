import { flag, integer, number, oneOf, text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";
import {
  architectures,
  normPlacements,
  optimizers,
  positionKinds,
  type RunSettings,
  schedules,
} from "../../engine/protocol.ts";

/** What a model can learn from here. */
export const dataSets = [
  ...(["book", "names", "animals", "file"] as const),
  ...(["reverse", "sort", "copy", "add", "dates"] as const),
] as const;
export type DataSet = (typeof dataSets)[number];

/** What decides what a run computes; all else is how it is looked at. */
const settings = {
  architecture: oneOf(architectures, "decoder"),
  layers: integer(2, { from: 1, to: 8 }),
  heads: integer(4, { from: 1, to: 8 }),
  width: integer(64, { from: 16, to: 256 }),
  context: integer(64, { from: 8, to: 256 }),
  positions: oneOf(positionKinds, "learned"),
  norm: oneOf(normPlacements, "pre"),
  dropout: number(0, { from: 0, to: 0.9 }),
  optimizer: oneOf(optimizers, "adamw"),
  schedule: oneOf(schedules, "cosine"),
  lr: number(6e-3, { from: 1e-6, to: 10 }),
  warmup: integer(50, { from: 0, to: 10_000 }),
  steps: integer(2000, { from: 10, to: 100_000 }),
  batch: integer(8, { from: 1, to: 128 }),
  weightDecay: number(0.1, { from: 0, to: 1 }),
  clip: number(1, { from: 0, to: 100 }),
  seed: integer(1337, { from: 0, to: 999_999_999 }),
  every: integer(100, { from: 1, to: 1000 }),
};

/** What is learnt, and how: a link to a run, and what stands beside a saved one. */
export const experiment = defineState({
  data: oneOf<DataSet>(dataSets, "book"),
  ...settings,
});
export type Experiment = typeof experiment.initial;

export const trainState = defineState({
  data: oneOf<DataSet>(dataSets, "book"),
  ...settings,
  /** A sentence, or a source, whose attention is held in view. */
  held: text("the white whale", 200),
  tensor: text("", 200),
  kind: text("gradient", 40),
  map: integer(0, { from: 0, to: 99 }),
  head: integer(0, { from: 0, to: 99 }),
  /** An earlier look; -1 is now. */
  at: integer(-1, { from: -1, to: 100_000 }),
  smooth: number(0.9, { from: 0, to: 0.99 }),
  advanced: flag(false),
});
export type TrainState = typeof trainState.initial;

/** The settings of a run, out of a state that has more. */
export function settingsOf(state: Experiment): RunSettings {
  const names = Object.keys(settings) as (keyof RunSettings)[];
  return Object.fromEntries(names.map((name) => [name, state[name]])) as unknown as RunSettings;
}

/** As text: what two states have alike that make the same run. */
export const experimentText = (state: Experiment): string => experiment.write(state).toString();
