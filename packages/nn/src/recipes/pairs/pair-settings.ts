import type { JsonFields } from "../../model-folder/json-fields.ts";
import type { Seq2SeqOptions } from "../../models/encoder-decoder/seq2seq-options.ts";
import type { PairVocabularies } from "../../tokenizers/pair-vocabularies.ts";
import { paddingId } from "../../tokenizers/symbol-vocabulary.ts";
import { readNumbers } from "../read-numbers.ts";
import { type NumericSettings, ownRanges, type SharedSettings, sharedRanges } from "../settings.ts";
import type { SettingsTable } from "../settle-settings.ts";

const { feedForward, labelSmoothing } = ownRanges;
const ranges = { ...sharedRanges, feedForward, labelSmoothing };

/** What decides what a training run on pairs computes, but the pairs. `layers` are those of the encoder, and as many of the decoder. */
export interface PairSettings extends SharedSettings, NumericSettings<typeof ranges> {}

/** Settings of encoder-decoders that learn to turn sources into targets. */
export const pairPresets = {
  /** Learns to reverse a dozen symbols without a fault within a minute. */
  pairs: {
    preset: "pairs",
    layers: 2,
    heads: 4,
    dModel: 64,
    feedForward: 128,
    dropout: 0,
    labelSmoothing: 0,
    batch: 64,
    steps: 2400,
    lr: 2e-3,
    minLr: 0,
    warmup: 200,
    weightDecay: 0.01,
    beta2: 0.98,
    gradClip: 1,
    gradAccum: 1,
    seed: 1337,
    evalEvery: 200,
    evalBatches: 8,
    sampleEvery: 0,
  },
} as const satisfies Readonly<Record<string, PairSettings>>;

export const pairTable: SettingsTable<PairSettings> = {
  recipe: "seq2seq",
  presets: pairPresets,
  defaultPreset: pairPresets.pairs,
  ranges,
};

/** The settings in a run's folder, which is not trusted. */
export const readPairSettings = (fields: JsonFields): PairSettings => ({
  preset: fields.text("preset"),
  ...readNumbers(fields, ranges),
});

/** "2 + 2 layers, 4 heads, width 64, 128 inside" */
export function shapeOf({ layers, heads, dModel, feedForward }: PairSettings): string {
  const ofHeads = `${heads} head${heads === 1 ? "" : "s"}`;
  return `${layers} + ${layers} layers, ${ofHeads}, width ${dModel}, ${feedForward} inside`;
}

/** The encoder-decoder that the settings describe. */
export function seq2seqOf(
  { layers, heads, dModel, feedForward, dropout }: PairSettings,
  { source, target }: PairVocabularies,
): Seq2SeqOptions {
  const sizes = {
    sourceVocabSize: source.size,
    targetVocabSize: target.size,
    dModel,
    nhead: heads,
  };
  const depth = { numEncoderLayers: layers, numDecoderLayers: layers, dimFeedforward: feedForward };
  // Pre-norm learns without a long warm-up: Xiong et al., arXiv:2002.04745.
  return { ...sizes, ...depth, dropout, normFirst: true, paddingIdx: paddingId };
}
