import { type Gpt, manualSeed } from "@qkv/nn";
import { gptConfig, type Seq2Seq, seq2seqConfig } from "@qkv/nn/models";
import { newModel } from "../compute-device/sample-step.ts";
import type { ModelConfig } from "../model-directory/model-config.ts";
import { readModel } from "../model-directory/read-model.ts";
import { gptPresets, type PresetName, seq2seqPresets } from "../settings/presets.ts";
import {
  modelOptions,
  type SharedSettings,
  seq2seqOptions,
} from "../settings/training-settings.ts";

/** What two devices do the same work on. */
export interface Subject {
  readonly name: string;
  readonly config: ModelConfig;
  /** Of its training: batch, rates. */
  readonly settings: SharedSettings;
  /** The model on the default device, with the same weights every time. */
  readonly make: () => Promise<Gpt | Seq2Seq>;
}

/** As many as there are characters in tiny Shakespeare. */
const characters = 65;
/** Twenty symbols, and what stands for none. */
const symbols = 24;
const longestTarget = 12;

/** A fresh model with the settings of a preset. */
export function presetSubject(preset: PresetName): Subject {
  const { settings, config } = described(preset);
  const make = async () => {
    manualSeed(settings.seed);
    return newModel(config);
  };
  return { name: `preset ${preset}`, config, settings, make };
}

/** A trained model; its folder stays as it is. */
export async function folderSubject(path: string): Promise<Subject> {
  const { config, model } = await readModel(path);
  model.dispose();
  const usual = config.task === "gpt" ? gptPresets.tiny : seq2seqPresets.pairs;
  const settings = config.training?.settings ?? usual;
  const make = async () => {
    manualSeed(settings.seed);
    return (await readModel(path)).model;
  };
  return { name: path, config, settings, make };
}

function described(preset: PresetName): Pick<Subject, "config" | "settings"> {
  if (preset === "pairs") {
    const settings = seq2seqPresets[preset];
    const model = seq2seqConfig(seq2seqOptions(settings, symbols, symbols));
    return { settings, config: { task: "seq2seq", model, longestTarget } };
  }
  const settings = gptPresets[preset];
  const model = gptConfig(modelOptions(settings, characters));
  return { settings, config: { task: "gpt", model } };
}
