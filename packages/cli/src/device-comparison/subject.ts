import { manualSeed } from "@qkv/nn";
import { type RecipeModel, recipes } from "@qkv/nn/recipes";
import { pathForOthers } from "../terminal/shown-path.ts";
import { openTrainedModel } from "../trained-model/open-trained-model.ts";

/** What two devices do the same work on. */
export interface Subject extends Pick<RecipeModel, "settings" | "modelName" | "shape"> {
  readonly name: string;
  readonly config: object;
  /** The model on the default device, with the same weights every time. */
  readonly make: () => Promise<RecipeModel>;
}

/** A fresh model with the settings of a preset. */
export function presetSubject(preset: string): Promise<Subject> {
  const recipe = recipes.find(({ presets }) => presets.includes(preset)) ?? recipes[0];
  return subjectOf(`preset ${preset}`, async () => recipe.fresh(preset));
}

/** A trained model; its folder stays as it is. */
export const folderSubject = (path: string): Promise<Subject> =>
  subjectOf(pathForOthers(path), () => openTrainedModel(path));

async function subjectOf(name: string, open: () => Promise<RecipeModel>): Promise<Subject> {
  const { model, settings, modelName, shape, description } = await open();
  model.dispose();
  const make = async (): Promise<RecipeModel> => {
    manualSeed(settings.seed);
    return open();
  };
  return { name, config: description.config, settings, modelName, shape, make };
}
