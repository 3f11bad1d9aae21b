import type { NumberRange } from "../options/number-range.ts";

const count = (to: number): NumberRange => ({ integer: true, from: 1, to });
const countOrNone = (to: number): NumberRange => ({ integer: true, from: 0, to });

/** What each number of every recipe may be. */
export const sharedRanges = {
  layers: count(1000),
  heads: count(1000),
  dModel: count(65_536),
  dropout: { from: 0, below: 1 },
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

/** And what each number of a single recipe may be. */
export const ownRanges = {
  /** Tokens that a decoder looks back on. */
  context: count(1_000_000),
  /** Width inside the feed-forward networks. */
  feedForward: count(1_000_000),
  /** Share of each target that is spread over the vocabulary. */
  labelSmoothing: { from: 0, below: 1 },
} as const satisfies Readonly<Record<string, NumberRange>>;

/** What each number of any recipe may be. */
export const settingRanges = { ...sharedRanges, ...ownRanges };

/** A setting that is a number. */
export type SettingName = keyof typeof settingRanges;

/** A number for each name of a table of ranges. */
export type NumericSettings<Ranges> = { readonly [Name in keyof Ranges]: number };

/** What decides what a training run computes, whatever its recipe, but its data. */
export interface SharedSettings extends NumericSettings<typeof sharedRanges> {
  readonly preset: string;
}

/** Settings that stand above those of a preset. */
export type GivenSettings = { readonly [Name in SettingName]?: number | undefined } & {
  readonly preset?: string | undefined;
};
