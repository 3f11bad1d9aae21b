import { applications } from "@qkv/nn/applications";
import { quantizedFormatNames } from "@qkv/nn/quantization";
import { type GivenFineTuning, recipes, type SettingName, settingRanges } from "@qkv/nn/recipes";
import {
  also,
  choice,
  flag,
  list,
  number,
  type Option,
  type OptionValues,
  text,
} from "../command-line/option.ts";
import { deviceOption } from "../compute-device/device-option.ts";
import { threadsOption } from "../compute-device/threads-option.ts";

/** The same command may be given again and again, by whoever starts jobs anew. */
export const resumeOrStartOption = flag("Start the run of --out, or go on with it");

/** The presets of every recipe. */
export const presetNames = recipes.flatMap(({ presets }) => presets);

const setting = (name: SettingName, description: string): Option<number> =>
  number(description, settingRanges[name]);

const taskOptions = {
  task: {
    ...choice("What to learn: gpt (a text, unless given), seq2seq (pairs), or one of qkv tasks", [
      ...recipes.map(({ name }) => name),
      ...Object.keys(applications),
    ]),
    valueHint: "NAME",
  },
  data: text(
    "Text to train on: a file, a folder of .txt files, an http(s) address, or book for Moby Dick; " +
      "for seq2seq a .tsv file, a source, a tab and a target a line; with --model perhaps pairs or labels (.tsv, .csv, .jsonl)",
    "SOURCE",
  ),
  tokenizer: text(
    "What makes tokens of the text: a tokenizer.json or the folder of one, or a kind and a size to train it on the text " +
      "(bpe:1000, wordpiece:N, unigram:N, word:N); each character is one unless given; gpt only",
    "FILE|KIND:N",
  ),
  preset: choice(
    "Settings to start from; book unless given, for seq2seq pairs; modern: rotary positions, Muon at --lr",
    presetNames,
  ),
};

const pretrainedOptions = {
  model: text(
    "Go on from a published decoder (on text), encoder-decoder (pairs) or encoder (labels): a folder, " +
      "a name on the hub, a .gguf or llama2.c file, a run",
    "DIR",
  ),
  lora: setting("lora", "Learn adapters of this rank, and no weights"),
  loraAlpha: setting("loraAlpha", "Adapters count alpha / rank times; 16 unless given"),
  loraDropout: setting("loraDropout", "Part of an adapter's input dropped in training"),
  loraTargets: list(
    "Modules with adapters, by commas: ends of their names (q_proj), or patterns; all of the layers unless given",
    "NAMES",
  ),
  quantize: choice("Pack the layers' weights behind the adapters (QLoRA)", quantizedFormatNames),
  columns: list("Names of the two columns of pairs or labels", "A,B"),
  freeze: list('Parameters that stay, by commas: "model.layers.0.*"', "NAMES"),
};

const modelOptions = {
  layers: setting("layers", "Transformer blocks; for seq2seq of either side"),
  heads: setting("heads", "Attention heads; they divide the width"),
  dModel: setting("dModel", "Width of the model"),
  feedForward: setting("feedForward", "Width inside the feed-forward networks; seq2seq only"),
  context: setting(
    "context",
    "Characters looked back on; gpt only. With --model: tokens of each sequence, up to 128 unless given",
  ),
  dropout: setting("dropout", "Part of the activations that is dropped in training"),
};

const optimisationOptions = {
  batch: also("batch-size", setting("batch", "Windows of text in a batch; for seq2seq pairs")),
  steps: setting("steps", "Optimiser steps, those before a resumption included"),
  lr: also(
    "learning-rate",
    setting(
      "lr",
      "Highest learning rate, after the warm-up; with --model 5e-5 unless given, --lora 3e-4",
    ),
  ),
  minLr: setting(
    "minLr",
    "Last learning rate, reached along a cosine, a tenth of the highest unless given; " +
      "of modern and for seq2seq along a straight line, 0 unless given",
  ),
  warmup: setting("warmup", "Steps of linear warm-up"),
  weightDecay: setting("weightDecay", "AdamW's decay of the matrices, or Muon's"),
  beta2: setting("beta2", "AdamW's memory of squared gradients"),
  gradClip: setting("gradClip", "Largest norm of the gradients; 0 for no limit"),
  gradAccum: setting("gradAccum", "Batches whose gradients are averaged in a step"),
  labelSmoothing: setting("labelSmoothing", "Share of each target spread over all tokens; seq2seq"),
  seed: setting("seed", "Of initial values, batches and dropout"),
};

const observationOptions = {
  evalEvery: setting("evalEvery", "Steps between validations and checkpoints"),
  evalBatches: setting("evalBatches", "Batches of a validation on the way; 0 for all of it"),
  sampleEvery: setting("sampleEvery", "Steps between samples; 0 for none"),
  report: text("Write a page with curves, figures and settings", "FILE.html"),
  json: flag("One JSON object a step on stdout, all else on stderr"),
};

const runOptions = {
  out: text("Folder of the run; a new one in runs/ unless given", "DIR"),
  resume: text("Go on with the run in this folder", "DIR"),
  resumeOrStart: resumeOrStartOption,
  device: deviceOption,
  threads: threadsOption(
    "Threads that compute on the CPU, auto for one on each core; 1 unless given",
  ),
};

/** The options of `qkv train`, as its help has them. */
export const trainGroups = [
  ["Task and data", taskOptions],
  ["Run and device", runOptions],
  ["A published model", pretrainedOptions],
  ["Model", modelOptions],
  ["Optimisation", optimisationOptions],
  ["Validation and output", observationOptions],
] as const;

/** The options of `qkv train`. */
export const trainOptions = {
  ...taskOptions,
  ...runOptions,
  ...pretrainedOptions,
  ...modelOptions,
  ...optimisationOptions,
  ...observationOptions,
};

export type TrainOptions = OptionValues<typeof trainOptions>;

/** Those of the options that are settings of a recipe. */
export function givenSettings(options: TrainOptions): GivenFineTuning {
  const names = new Set<string>([
    ...Object.keys(settingRanges),
    ...["preset", "loraTargets", "freeze", "quantize", "columns"],
  ]);
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.has(name)));
}
