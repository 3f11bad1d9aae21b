import { describe, expect, it } from "vitest";
import { type Application, applications } from "../../src/applications/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { ModelFolderError } from "../../src/model-folder/model-folder-error.ts";
import type { FilesByName } from "../../src/model-folder/write-model-folder.ts";
import { RecipeError } from "../../src/recipes/settings-error.ts";

type Name = keyof typeof applications;

/** The folder that two steps leave. */
async function folderOf(name: Name): Promise<FilesByName> {
  const application: Application = applications[name];
  const ready = await application.plan({ steps: 2, evalEvery: 2 }).prepare();
  const run = ready.start();
  try {
    await run.fit({ steps: 2 });
    return new Map([...ready.files(), ...(await run.modelFiles())]);
  } finally {
    run.dispose();
  }
}

interface Row {
  readonly file: string;
  /** What stands in it instead; neither for a file that is gone. */
  readonly text?: string;
  readonly change?: (text: string) => string;
  readonly says: string;
  readonly error: new (...given: never[]) => Error;
}

const measure = "preprocessor_config.json";
const noJson = {
  file: measure,
  text: "{",
  says: `${measure} is no JSON file`,
  error: ModelFolderError,
};
const noObject = {
  file: measure,
  text: "[]",
  says: `${measure}: it is no object`,
  error: ModelFolderError,
};

/** What is wrong with a file beside the weights, and the words that say so. */
const refused: Readonly<Partial<Record<Name, readonly Row[]>>> = {
  forecasting: [
    noJson,
    noObject,
    { file: measure, says: `${measure} is missing, expected the series`, error: RecipeError },
    {
      file: measure,
      text: '{ "series": 3 }',
      says: `${measure} is of something else`,
      error: RecipeError,
    },
    {
      file: "training.json",
      change: (text) => text.replace('"recipe": "forecasting"', '"recipe": "gpt"'),
      says: 'recipe is "gpt", expected "forecasting"',
      error: ModelFolderError,
    },
  ],
  "spoken-words": [
    noJson,
    {
      file: measure,
      says: `${measure} is missing, expected it beside the model`,
      error: RecipeError,
    },
  ],
  pictures: [
    noJson,
    noObject,
    { file: measure, says: `${measure} lacks image_mean and image_std`, error: RecipeError },
    {
      file: measure,
      text: '{ "image_mean": [0.5], "image_std": ["1"] }',
      says: `${measure} lacks image_mean and image_std`,
      error: RecipeError,
    },
  ],
};

describe.each(Object.entries(refused))("a folder of %s is refused", (name, ways) => {
  const made = folderOf(name as Name);
  it.each(ways)("$file, $text: $says", async ({ file, text, change, says, error }) => {
    const files = new Map(await made);
    const next = change ? change(new TextDecoder().decode(files.get(file))) : text;
    if (next === undefined) files.delete(file);
    else files.set(file, new TextEncoder().encode(next));
    const application: Application = applications[name as Name];
    const opened = application.open(filesInMemory(files, "run"));
    await expect(opened).rejects.toThrow(says);
    await expect(opened).rejects.toBeInstanceOf(error);
  });
});
