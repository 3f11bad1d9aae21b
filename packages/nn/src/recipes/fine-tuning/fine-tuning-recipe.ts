import type { DescribedFolder } from "../../model-folder/read-model-description.ts";
import { describedShape } from "../../model-folder/shape-model.ts";
import { describingFiles } from "../../pretrained/pretrained-files.ts";
import type { RecipeOfRuns, TrainingPlan } from "../recipe.ts";
import { ChangedSettingError, RecipeError, SettingsError } from "../settings-error.ts";
import { newSettings, resumedSettings } from "../settle-settings.ts";
import { checkedTraining, requireSameData } from "../training-of.ts";
import { type BaseModel, carriedFiles, type LearningModel, learnsOfTexts } from "./base-model.ts";
import {
  type FineTuningSettings,
  fineTuningTable,
  type GivenFineTuning,
  readFineTuningSettings,
} from "./fine-tuning-settings.ts";
import type { LearningDescription } from "./fine-tuning-task.ts";
import { prepareFineTuning, tasks } from "./prepare-fine-tuning.ts";

/** What is made of a published model that learns more. */
export interface FineTuningRecipe extends RecipeOfRuns {
  /** A new run. @throws SettingsError for settings that do not fit the model, before anything is changed */
  plan(base: BaseModel, settings: GivenFineTuning): TrainingPlan;
  resume(folder: DescribedFolder, settings: GivenFineTuning, run?: string): TrainingPlan;
}

/**
 * What a published model does, learnt further from data of one's own: going on with a text, turning texts into others, telling
 * their classes apart; whole, with frozen parts, or by adapters of low rank.
 */
export const fineTuningRecipe: FineTuningRecipe = {
  name: fineTuningTable.recipe,
  ranges: fineTuningTable.ranges,

  plan(base, given) {
    const { model, pretrained, name, tokenizer } = base;
    refuseUnfitting(given, model);
    const preset = given.lora === undefined ? "fine-tuning" : "lora";
    const usual = newSettings(fineTuningTable, { ...given, preset });
    const { loraTargets = [], freeze = [], quantize = "", columns = [] } = given;
    const settings: FineTuningSettings = {
      ...usual,
      base: name,
      context: Math.min(usual.context, contextOf(model)),
      ...{ loraTargets, freeze, quantize, columns },
    };
    const { config } = pretrained;
    const published = carriedFiles(describingFiles(pretrained, "float32"), tokenizer);
    const stored = new Set(Array.from(model.namedTensors(), ([weight]) => weight));
    const described = { config, tokenizer, published };
    const description: LearningDescription =
      model.role === "decoder"
        ? { role: model.role, ...described }
        : { role: model.role, ...described, stored };
    const fixed = given.context !== undefined;
    return {
      settings,
      prepare: (data) =>
        prepareFineTuning({ settings, description, data, shape: model, fixed, base: model }),
    };
  },

  resume({ description, training, file }, given: GivenFineTuning, run = "the run") {
    if (description.vocabularies)
      throw new RecipeError(`${run} is of symbols, and no fine-tuning of texts`);
    if (!training) throw new RecipeError(`${file} says nothing of a training to resume`);
    const stored = checkedTraining(training, readFineTuningSettings);
    const settings = resumedSettings(fineTuningTable, stored.settings, given, run);
    for (const name of ["loraTargets", "freeze", "columns", "quantize"] as const)
      if (given[name] !== undefined && String(given[name]) !== String(settings[name]))
        throw new ChangedSettingError(
          name,
          String(given[name]),
          String(settings[name]) || "none",
          run,
        );
    return {
      ...{ settings, data: stored.data },
      prepare(data) {
        requireSameData(data, stored.data, run);
        const shape = describedShape(description).model;
        if (!learnsOfTexts(shape)) throw new RecipeError(`${run} is of no model of texts`);
        // The folder has the files of the model already.
        const kept = { ...description, published: new Map<string, Uint8Array>() };
        return prepareFineTuning({ settings, description: kept, data, shape, fixed: true });
      },
    };
  },

  open({ description, model, size, training }) {
    if (description.vocabularies || !learnsOfTexts(model))
      throw new RecipeError("the recipe fine-tuning is for models of texts");
    const record = training && checkedTraining(training, readFineTuningSettings);
    const settings = record?.settings ?? fineTuningTable.defaultPreset;
    return tasks[model.role].open({ model, description, settings, size, training: record });
  },
};

/** Tokens that a model reads at most, of those that say so. */
const contextOf = ({ contextLength = Number.POSITIVE_INFINITY }: LearningModel): number =>
  contextLength;

/** Throw for settings that this model cannot have. */
function refuseUnfitting(
  {
    context,
    lora,
    loraAlpha,
    loraDropout,
    loraTargets,
    freeze,
    quantize,
    columns,
  }: GivenFineTuning,
  model: LearningModel,
): void {
  const contextLength = contextOf(model);
  if (context !== undefined && context > contextLength)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("context")} is ${context}, expected at most ${contextLength}, the positions that the model has`,
    );
  if (columns !== undefined && model.role === "decoder")
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("columns")} is for pairs and labels, and a decoder goes on with a text; leave it out`,
    );
  if (quantize !== undefined && lora === undefined)
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("quantize")} packs the weights, which do not learn then; give adapters with ${nameOf("lora")}, or leave it out`,
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
