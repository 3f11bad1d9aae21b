import { modelFromConfig } from "../../models/families/find-family.ts";
import { type Decoder, isDecoder } from "../../models/roles.ts";
import { describingFiles } from "../../pretrained/pretrained-files.ts";
import type { RecipeOfRuns, TrainingPlan } from "../recipe.ts";
import { ChangedSettingError, RecipeError, SettingsError } from "../settings-error.ts";
import { newSettings, resumedSettings } from "../settle-settings.ts";
import { TextModel } from "../text/text-model.ts";
import { checkedTraining, requireSameData } from "../training-of.ts";
import { type BaseModel, carriedFiles } from "./base-model.ts";
import {
  type FineTuningSettings,
  fineTuningTable,
  type GivenFineTuning,
  readFineTuningSettings,
} from "./fine-tuning-settings.ts";
import { prepareFineTuning } from "./prepare-fine-tuning.ts";

/** What is made of a published model that learns more. */
export interface FineTuningRecipe extends RecipeOfRuns {
  /** A new run. @throws SettingsError for settings that do not fit the model, before anything is changed */
  plan(base: BaseModel, settings: GivenFineTuning): TrainingPlan;
}

/** Going on with texts, learnt by a model that does so already: whole, with frozen parts, or by adapters of low rank. */
export const fineTuningRecipe: FineTuningRecipe = {
  name: fineTuningTable.recipe,
  ranges: fineTuningTable.ranges,

  plan(base, given) {
    const { model, pretrained, name, tokenizer } = base;
    refuseUnfitting(given, model);
    const preset = given.lora === undefined ? "fine-tuning" : "lora";
    const usual = newSettings(fineTuningTable, { ...given, preset });
    const settings: FineTuningSettings = {
      ...usual,
      base: name,
      context: Math.min(usual.context, model.contextLength),
      loraTargets: given.loraTargets ?? [],
      freeze: given.freeze ?? [],
    };
    const description = {
      ...({ role: "decoder", config: pretrained.config, tokenizer } as const),
      published: carriedFiles(describingFiles(pretrained, "float32"), tokenizer),
    };
    const fixed = given.context !== undefined;
    return {
      settings,
      prepare: (data) =>
        prepareFineTuning({ settings, description, data, shape: model, fixed, take: () => model }),
    };
  },

  resume({ description, training, file }, given: GivenFineTuning, run = "the run") {
    if (description.role !== "decoder") throw new RecipeError(`${run} is not of a decoder`);
    if (!training) throw new RecipeError(`${file} says nothing of a training to resume`);
    const stored = checkedTraining(training, readFineTuningSettings);
    const settings = resumedSettings(fineTuningTable, stored.settings, given, run);
    for (const name of ["loraTargets", "freeze"] as const)
      if (given[name] && given[name].join() !== settings[name].join())
        throw new ChangedSettingError(name, given[name].join(), settings[name].join(), run);
    const { config } = description;
    const make = (): Decoder => decoderOf(config);
    return {
      ...{ settings, data: stored.data },
      prepare(data) {
        requireSameData(data, stored.data, run);
        // The folder has the files of the model already.
        const kept = { ...description, published: new Map() };
        return prepareFineTuning({
          ...{ settings, description: kept, data, shape: make(), fixed: true, take: make },
        });
      },
    };
  },

  open({ description, model, size, training }) {
    if (description.role !== "decoder" || !isDecoder(model) || !training)
      throw new RecipeError("the recipe fine-tuning is for decoders that were fine-tuned");
    const record = checkedTraining(training, readFineTuningSettings);
    const { settings } = record;
    return new TextModel(
      { model, description, settings, size, training: record },
      fineTuningTable.recipe,
    );
  },
};

/** A model of a config.json: its values are drawn if somebody asks for them before they are loaded. */
function decoderOf(config: object): Decoder {
  const model = modelFromConfig(config);
  if (isDecoder(model)) return model;
  throw new RecipeError(`the model is a ${model.role}, expected a decoder`);
}

/** Throw for settings that this model cannot have. */
function refuseUnfitting(
  { context, lora, loraAlpha, loraDropout, loraTargets, freeze }: GivenFineTuning,
  { contextLength }: Decoder,
): void {
  if (context !== undefined && context > contextLength)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("context")} is ${context}, expected at most ${contextLength}, the positions that the model has`,
    );
  const ofLora = { loraAlpha, loraDropout, loraTargets };
  const foreign = Object.entries(ofLora).find(([, value]) => value !== undefined)?.[0];
  if (lora === undefined && foreign !== undefined)
    throw new SettingsError(
      (nameOf) => `${nameOf(foreign)} is of adapters; give their rank with ${nameOf("lora")}`,
    );
  if (lora !== undefined && freeze)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("freeze")} and ${nameOf("lora")} are given, expected one of them: with adapters all else is frozen`,
    );
}
