import type { GptOptions } from "@qkv/nn";
import type { NumberRange } from "../command-line/number-range.ts";

/** Everything that decides what a training run computes, but its text. */
export interface TrainingSettings {
  readonly preset: string;
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly context: number;
  readonly dropout: number;
  readonly bias: boolean;
  readonly batch: number;
  readonly steps: number;
  readonly lr: number;
  readonly minLr: number;
  readonly warmup: number;
  readonly weightDecay: number;
  readonly beta2: number;
  /** Largest gradient norm; 0 for no clipping. */
  readonly gradClip: number;
  readonly gradAccum: number;
  readonly seed: number;
  readonly evalEvery: number;
  /** Batches of an evaluation during training; 0 for the whole validation split. */
  readonly evalBatches: number;
  /** 0 for no samples during training. */
  readonly sampleEvery: number;
}

export type NumericSetting = Exclude<keyof TrainingSettings, "preset" | "bias">;

const count = (to: number): NumberRange => ({ integer: true, from: 1, to });
const countOrNone = (to: number): NumberRange => ({ integer: true, from: 0, to });

/** What each number may be, on the command line and in config.json. */
export const settingRanges: Readonly<Record<NumericSetting, NumberRange>> = {
  layers: count(1000),
  heads: count(1000),
  dModel: count(65_536),
  context: count(1_000_000),
  dropout: { from: 0, below: 1 },
  batch: count(1_000_000),
  steps: count(1_000_000_000),
  lr: { above: 0 },
  minLr: { from: 0 },
  warmup: countOrNone(1_000_000_000),
  weightDecay: { from: 0 },
  beta2: { from: 0, below: 1 },
  gradClip: { from: 0 },
  gradAccum: count(1_000_000),
  seed: { integer: true, from: 0, to: 2 ** 32 - 1 },
  evalEvery: count(1_000_000_000),
  evalBatches: countOrNone(1_000_000_000),
  sampleEvery: countOrNone(1_000_000_000),
};

/** The model that the settings describe. */
export function modelOptions(settings: TrainingSettings, vocabSize: number): GptOptions {
  const { layers, heads, dModel, context, dropout, bias } = settings;
  return { vocabSize, contextLength: context, layers, heads, dModel, dropout, bias };
}
