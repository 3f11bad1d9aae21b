import { HubError } from "@qkv/nn/hub";
import { type FileSource, readModelFolder } from "@qkv/nn/model-folder";
import { folderOnDisk } from "@qkv/nn/node";
import { openModel, type RecipeModel } from "@qkv/nn/recipes";
import { Printer } from "../terminal/printer.ts";
import { downloadWithProgress } from "./download-with-progress.ts";
import { expectFit } from "./expect-fit.ts";
import { isOnHub } from "./on-the-hub.ts";

/** The model in a folder, or of the hub by its name, and what its recipe does with it. */
export const openTrainedModel = async (path: string): Promise<RecipeModel> =>
  openModel(await readModelFolder(await sourceOf(path)));

/** A name of the hub is looked up in the cache first, and downloaded where not all of it is there. */
async function sourceOf(path: string): Promise<FileSource> {
  if (!(await isOnHub(path))) return folderOnDisk(path);
  const printer = new Printer({ json: true }); // stdout is for what the command makes
  try {
    const { source } = await downloadWithProgress(path, printer, {
      localFirst: true,
      onListed: (listed) =>
        expectFit(path, listed.source, { dtype: "float32", advice: "take a smaller model" }),
    });
    return source;
  } catch (error) {
    if (error instanceof HubError) error.message += "; nor is there a folder of this path";
    throw error;
  }
}
