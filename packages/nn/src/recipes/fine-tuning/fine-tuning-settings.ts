import { type QuantizedFormat, quantizedFormatNames } from "@qkv/core-wasm/contract";
import type { JsonFields } from "../../model-folder/json-fields.ts";
import { readNumbers } from "../read-numbers.ts";
import {
  type GivenSettings,
  type NumericSettings,
  ownRanges,
  type TrainingSettings,
  trainingRanges,
} from "../settings.ts";
import type { SettingsTable } from "../settle-settings.ts";

const { context, lora, loraAlpha, loraDropout } = ownRanges;
const ranges = { ...trainingRanges, context, lora, loraAlpha, loraDropout };
/** A run without adapters has rank 0. */
const storedRanges = { ...ranges, lora: { ...lora, from: 0 } };

/** What decides what a fine-tuning computes, but its data and the model that it starts from. */
export interface FineTuningSettings extends TrainingSettings, NumericSettings<typeof ranges> {
  /** The folder, file or name of the model that it started from. */
  readonly base: string;
  /** Modules with adapters, as `addLora` takes them; every Linear module of the layers where it is empty. */
  readonly loraTargets: readonly string[];
  /** Patterns of the names of parameters that keep their values. */
  readonly freeze: readonly string[];
  /** Format that the weights of the layers are packed in behind the adapters; "" for float32. */
  readonly quantize: QuantizedFormat | "";
  /** What the two columns of the data are called that are read; the usual names where it is empty. */
  readonly columns: readonly string[];
}

/** What of the settings of a fine-tuning is given, above what is usual. */
export type GivenFineTuning = GivenSettings & {
  readonly loraTargets?: readonly string[] | undefined;
  readonly freeze?: readonly string[] | undefined;
  readonly quantize?: QuantizedFormat | undefined;
  readonly columns?: readonly string[] | undefined;
};

const whole: FineTuningSettings = {
  preset: "fine-tuning",
  context: 128,
  batch: 8,
  steps: 300,
  lr: 5e-5, // as Hugging Face's Trainer
  minLr: 0,
  warmup: 0,
  weightDecay: 0,
  beta2: 0.999,
  gradClip: 1,
  gradAccum: 1,
  seed: 1337,
  evalEvery: 50,
  evalBatches: 8,
  sampleEvery: 0,
  lora: 0,
  loraAlpha: 16,
  loraDropout: 0,
  ...{ base: "", loraTargets: [], freeze: [], quantize: "", columns: [] },
};

/** Where the settings of a fine-tuning start from. */
const fineTuningPresets = {
  "fine-tuning": whole,
  /** Adapters start from nothing, and learn at a higher rate. */
  lora: { ...whole, preset: "lora", lora: 8, lr: 3e-4 },
} as const satisfies Readonly<Record<string, FineTuningSettings>>;

export const fineTuningTable: SettingsTable<FineTuningSettings> = {
  recipe: "fine-tuning",
  presets: fineTuningPresets,
  defaultPreset: whole,
  ranges,
};

/** The settings in a run's folder, which is not trusted. */
export const readFineTuningSettings = (fields: JsonFields): FineTuningSettings => ({
  preset: fields.text("preset"),
  base: fields.text("base"),
  loraTargets: fields.texts("loraTargets"),
  freeze: fields.texts("freeze"),
  // Runs of before had neither.
  quantize: fields.has("quantize") ? fields.oneOf("quantize", ["", ...quantizedFormatNames]) : "",
  columns: fields.has("columns") ? fields.texts("columns") : [],
  ...readNumbers(fields, storedRanges),
});
