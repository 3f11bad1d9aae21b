import { readModelFolder } from "@qkv/nn/model-folder";
import { folderOnDisk } from "@qkv/nn/node";
import { openModel, type RecipeModel } from "@qkv/nn/recipes";

/** The model in a folder, and what its recipe does with it. */
export const openTrainedModel = async (path: string): Promise<RecipeModel> =>
  openModel(await readModelFolder(folderOnDisk(path)));
