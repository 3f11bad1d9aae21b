import type { TrainingSettings } from "./training-settings.ts";

export const presetNames = ["book", "tiny", "nanogpt-cpu", "baby"] as const;

export type PresetName = (typeof presetNames)[number];

const shared = {
  dropout: 0,
  bias: false,
  weightDecay: 0.1,
  beta2: 0.99,
  gradClip: 1,
  gradAccum: 1,
  seed: 1337,
  sampleEvery: 0,
};

/** nanoGPT's recipe for a CPU, as its README gives it. */
const nanogptCpu: TrainingSettings = {
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

export const presets: Readonly<Record<PresetName, TrainingSettings>> = {
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
};
