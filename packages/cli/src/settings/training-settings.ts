import type { GptOptions } from "@qkv/nn";
import type { Seq2SeqOptions } from "@qkv/nn/models";
import type { NumberRange } from "@qkv/nn/options";

const count = (to: number): NumberRange => ({ integer: true, from: 1, to });
const countOrNone = (to: number): NumberRange => ({ integer: true, from: 0, to });

/** What each number may be, on the command line and in config.json. */
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

export const gptRanges = {
  ...sharedRanges,
  context: count(1_000_000),
} as const satisfies Readonly<Record<string, NumberRange>>;

export const seq2seqRanges = {
  ...sharedRanges,
  feedForward: count(1_000_000),
  labelSmoothing: { from: 0, below: 1 },
} as const satisfies Readonly<Record<string, NumberRange>>;

export const settingRanges = { ...gptRanges, ...seq2seqRanges };

export type NumericSetting = keyof typeof settingRanges;

type Numbers<Ranges> = { readonly [Name in keyof Ranges]: number };

/** What decides what a training run computes, whatever its task, but its data. */
export interface SharedSettings extends Numbers<typeof sharedRanges> {
  readonly preset: string;
}

export interface GptSettings extends SharedSettings, Numbers<typeof gptRanges> {
  readonly bias: boolean;
}

/** `layers` are those of the encoder, and as many of the decoder. */
export interface Seq2SeqSettings extends SharedSettings, Numbers<typeof seq2seqRanges> {}

/** The GPT that the settings describe. */
export function modelOptions(settings: GptSettings, vocabSize: number): GptOptions {
  const { layers, heads, dModel, context, dropout, bias } = settings;
  return { vocabSize, contextLength: context, layers, heads, dModel, dropout, bias };
}

/** The encoder-decoder that the settings describe. */
export function seq2seqOptions(
  { layers, heads, dModel, feedForward, dropout }: Seq2SeqSettings,
  sourceVocabSize: number,
  targetVocabSize: number,
): Seq2SeqOptions {
  const sizes = { sourceVocabSize, targetVocabSize, dModel, nhead: heads };
  const depth = { numEncoderLayers: layers, numDecoderLayers: layers, dimFeedforward: feedForward };
  // Pre-norm learns without a long warm-up: Xiong et al., arXiv:2002.04745.
  return { ...sizes, ...depth, dropout, normFirst: true, paddingIdx: 0 };
}
