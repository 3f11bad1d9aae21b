import type { JsonFields } from "../../model-folder/json-fields.ts";
import { Gpt } from "../../models/families/gpt.ts";
import { ModernGpt } from "../../models/families/modern-gpt.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { readNumbers } from "../read-numbers.ts";
import { type NumericSettings, ownRanges, type SharedSettings, sharedRanges } from "../settings.ts";
import type { SettingsTable } from "../settle-settings.ts";
import { designs } from "./text-optimizer.ts";

const ranges = { ...sharedRanges, context: ownRanges.context };

/** What decides what a training run on text computes, but the text. */
export interface TextSettings extends SharedSettings, NumericSettings<typeof ranges> {
  /** Of Linear and LayerNorm in GPT-2's design. */
  readonly bias: boolean;
  readonly design: (typeof designs)[number];
}

const shared = {
  design: "gpt2",
  dropout: 0,
  bias: true, // as GPT-2; on tiny Shakespeare about 0.01 nats better than without, for each of three seeds
  weightDecay: 0.1,
  beta2: 0.99,
  gradClip: 1,
  gradAccum: 1,
  seed: 1337,
  sampleEvery: 0,
} as const;

/** nanoGPT's recipe for a CPU, as its README gives it. */
const nanogptCpu: TextSettings = {
  preset: "nanogpt-cpu",
  layers: 4,
  heads: 4,
  dModel: 128,
  context: 64,
  batch: 12,
  steps: 2000,
  lr: 1e-3,
  minLr: 1e-4,
  warmup: 100,
  evalEvery: 250,
  evalBatches: 20,
  ...shared,
};

/** Muon and AdamW, whose steps are of about one length, whatever the gradient's. */
const modernTraining = {
  design: "modern",
  lr: 0.02, // Muon's; AdamW's is a part of it
  minLr: 0,
  warmup: 50,
  weightDecay: 0.01,
  beta2: 0.95,
  gradClip: 0,
} as const;

/** Settings of decoders that learn to go on with a text. */
export const textPresets = {
  /** Within a minute, many small steps at a high rate of a shallow model give the best text. */
  book: {
    preset: "book",
    layers: 2,
    heads: 4,
    dModel: 96,
    context: 64,
    batch: 8,
    steps: 3200,
    lr: 6e-3,
    minLr: 6e-4,
    warmup: 100,
    evalEvery: 200,
    evalBatches: 40,
    ...shared,
  },
  tiny: {
    preset: "tiny",
    layers: 2,
    heads: 2,
    dModel: 32,
    context: 16,
    batch: 8,
    steps: 2000,
    lr: 4e-3,
    minLr: 4e-4,
    warmup: 50,
    evalEvery: 250,
    evalBatches: 50,
    ...shared,
  },
  "nanogpt-cpu": nanogptCpu,
  /**
   * Learns more in the time of nanogpt-cpu, of which it is half the size: where there is time to see a text once or twice, a
   * smaller model that takes more steps learns most. docs/results.md says what each part is good for.
   */
  modern: {
    ...nanogptCpu,
    ...modernTraining,
    preset: "modern",
    heads: 3,
    dModel: 96,
    context: 128,
    batch: 6,
    steps: 2500,
  },
  /** For half an hour, in which a text is read seven times: as wide as nanogpt-cpu, and looks back further. */
  "modern-hour": {
    ...nanogptCpu,
    ...modernTraining,
    preset: "modern-hour",
    context: 128,
    batch: 6,
    steps: 9000,
    evalEvery: 500,
  },
  /** nanoGPT's train_shakespeare_char. */
  baby: {
    preset: "baby",
    layers: 6,
    heads: 6,
    dModel: 384,
    context: 256,
    batch: 64,
    steps: 5000,
    lr: 1e-3,
    minLr: 1e-4,
    warmup: 100,
    evalEvery: 250,
    evalBatches: 5,
    ...shared,
    dropout: 0.2,
  },
} as const satisfies Readonly<Record<string, TextSettings>>;

export const textTable: SettingsTable<TextSettings> = {
  recipe: "gpt",
  presets: textPresets,
  defaultPreset: textPresets.book,
  ranges,
};

/** The settings in a run's folder, which is not trusted. */
export const readTextSettings = (fields: JsonFields): TextSettings => ({
  preset: fields.text("preset"),
  bias: fields.flag("bias"),
  design: fields.has("design") ? fields.oneOf("design", designs) : "gpt2", // runs from before there were two
  ...readNumbers(fields, ranges),
});

/** "2 layers, 4 heads, width 96, context 64" */
export function shapeOf({ layers, heads, dModel, context }: TextSettings): string {
  const amount = (count: number, what: string): string =>
    `${count} ${what}${count === 1 ? "" : "s"}`;
  return `${amount(layers, "layer")}, ${amount(heads, "head")}, width ${dModel}, context ${context}`;
}

/** The decoder that the settings describe. */
export function decoderOf(
  settings: TextSettings,
  vocabSize: number,
  options: ParameterOptions = {},
): Gpt | ModernGpt {
  const { layers, heads, dModel, context, dropout, bias, design } = settings;
  const shape = { vocabSize, contextLength: context, layers, heads, dModel, dropout };
  return design === "modern" ? new ModernGpt(shape, options) : new Gpt({ ...shape, bias }, options);
}
