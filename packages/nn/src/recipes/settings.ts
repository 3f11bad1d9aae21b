import type { NumberRange } from "../options/number-range.ts";

const count = (to: number): NumberRange => ({ integer: true, from: 1, to });
const countOrNone = (to: number): NumberRange => ({ integer: true, from: 0, to });

/** What each number of every training may be. */
export const trainingRanges = {
  batch: count(1_000_000),
  steps: count(1_000_000_000),
  lr: { above: 0 },
  minLr: { from: 0 },
  warmup: countOrNone(1_000_000_000),
  weightDecay: { from: 0 },
  beta2: { from: 0, below: 1 },
  /** Largest gradient norm; 0 for no clipping. */
  gradClip: { from: 0 },
  gradAccum: count(1_000_000),
  seed: { integer: true, from: 0, to: 2 ** 32 - 1 },
  evalEvery: count(1_000_000_000),
  /** Batches of an evaluation during training; 0 for the whole validation split. */
  evalBatches: countOrNone(1_000_000_000),
  /** 0 for no samples during training. */
  sampleEvery: countOrNone(1_000_000_000),
} as const satisfies Readonly<Record<string, NumberRange>>;

/** What each number of every recipe for new models may be. */
export const sharedRanges = {
  layers: count(1000),
  heads: count(1000),
  dModel: count(65_536),
  dropout: { from: 0, below: 1 },
  ...trainingRanges,
} as const satisfies Readonly<Record<string, NumberRange>>;

/** And what each number of a single recipe may be. */
export const ownRanges = {
  /** Tokens that a decoder looks back on. */
  context: count(1_000_000),
  /** Width inside the feed-forward networks. */
  feedForward: count(1_000_000),
  /** Share of each target that is spread over the vocabulary. */
  labelSmoothing: { from: 0, below: 1 },
  /** Rank of the adapters that learn in place of the model. */
  lora: count(65_536),
  /** What an adapter adds is multiplied by alpha / rank. */
  loraAlpha: { above: 0 },
  /** Of an adapter's input. */
  loraDropout: { from: 0, below: 1 },
} as const satisfies Readonly<Record<string, NumberRange>>;

/** What each number of any recipe may be. */
export const settingRanges = { ...sharedRanges, ...ownRanges };

/** A setting that is a number. */
export type SettingName = keyof typeof settingRanges;

/** A number for each name of a table of ranges. */
export type NumericSettings<Ranges> = { readonly [Name in keyof Ranges]: number };

/** What decides what a training run computes, whatever its recipe and model, but its data. */
export interface TrainingSettings extends NumericSettings<typeof trainingRanges> {
  readonly preset: string;
}

/** The same with the shape of a new model. */
export interface SharedSettings extends TrainingSettings, NumericSettings<typeof sharedRanges> {}

/** Settings that stand above those of a preset. */
export type GivenSettings = { readonly [Name in SettingName]?: number | undefined } & {
  readonly preset?: string | undefined;
};
