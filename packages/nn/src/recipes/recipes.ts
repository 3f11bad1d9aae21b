import type { ModelDescription } from "../model-folder/model-description.ts";
import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import type { DescribedFolder } from "../model-folder/read-model-description.ts";
import type { ModelFolder } from "../model-folder/read-model-folder.ts";
import { expectObject } from "../options/expect-argument.ts";
import { fineTuningRecipe } from "./fine-tuning/fine-tuning-recipe.ts";
import { pairRecipe } from "./pairs/pair-recipe.ts";
import type { Recipe, RecipeOfRuns } from "./recipe.ts";
import type { RecipeModel } from "./recipe-model.ts";
import { textRecipe } from "./text/text-recipe.ts";

/** Every recipe; the first is the usual one. */
export const recipes = [textRecipe, pairRecipe] as const satisfies readonly Recipe[];

/** Of a folder that says nothing of a training. */
const servingRecipe = ({ role, vocabularies }: ModelDescription): RecipeOfRuns => {
  if (role === "decoder") return textRecipe;
  return vocabularies ? pairRecipe : fineTuningRecipe;
};

/** The recipe by which a folder's model was trained, or that serves it. */
export function recipeOf(folder: DescribedFolder): RecipeOfRuns {
  expectObject("recipeOf", "folder", folder, "what readModelFolder gives", "description");
  const { description, training, file } = folder;
  if (!training || training.application) return servingRecipe(description);
  const all = [...recipes, fineTuningRecipe];
  const recipe = all.find(({ name }) => name === training.recipe);
  if (recipe) return recipe;
  throw new ModelFolderError(
    `${file}: recipe is ${JSON.stringify(training.recipe.slice(0, 40))}, expected one of ` +
      all.map(({ name }) => name).join(", "),
    { file, field: "recipe" },
  );
}

/** A folder's model, and what its recipe does with it; one that an application trained is used as a published one. */
export function openModel(folder: ModelFolder): RecipeModel {
  const recipe = recipeOf(folder);
  if (!folder.training?.application) return recipe.open(folder);
  const { training: _, ...published } = folder;
  return recipe.open(published as ModelFolder);
}
