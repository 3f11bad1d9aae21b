import type { GptSettings, Seq2SeqSettings } from "./training-settings.ts";

const gptNames = ["book", "tiny", "nanogpt-cpu", "baby"] as const;
const seq2seqNames = ["pairs"] as const;

export const presetNames = [...gptNames, ...seq2seqNames];

export type PresetName = (typeof presetNames)[number];

const shared = {
  dropout: 0,
  bias: true, // as GPT-2; on tiny Shakespeare about 0.01 nats better than without, for each of three seeds
  weightDecay: 0.1,
  beta2: 0.99,
  gradClip: 1,
  gradAccum: 1,
  seed: 1337,
  sampleEvery: 0,
};

/** nanoGPT's recipe for a CPU, as its README gives it. */
const nanogptCpu: GptSettings = {
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

export const gptPresets: Readonly<Record<(typeof gptNames)[number], GptSettings>> = {
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

export const seq2seqPresets: Readonly<Record<(typeof seq2seqNames)[number], Seq2SeqSettings>> = {
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
};
