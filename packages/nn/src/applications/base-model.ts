import { fileNames } from "../model-folder/file-names.ts";
import type { FileSource } from "../model-folder/file-source.ts";
import { readJson } from "../model-folder/read-json.ts";
import type { Model } from "../models/roles.ts";
import type { Module } from "../module/module.ts";
import { fromPretrained } from "../pretrained/browser-pretrained.ts";
import { RecipeError } from "../recipes/settings-error.ts";
import type { Base, Described } from "./application.ts";
import { copyWeights } from "./best-weights.ts";

/** Files beside config.json that an application may write. */
const applicationFileNames = [
  ...["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"],
  ...["target_tokenizer.json", "preprocessor_config.json", "generation_config.json"],
] as const;

const LARGEST_FILE = 2 ** 28;

/** Those of them that a folder has. */
export async function filesBeside(folder: FileSource): Promise<Described["files"]> {
  const files = new Map<string, Uint8Array>();
  for (const name of applicationFileNames)
    if (await folder.has(name))
      files.set(name, await folder.read(name, { maxBytes: LARGEST_FILE }));
  return files;
}

/** What a folder's encoder is, and the weights below its head. @throws RecipeError for a model of another kind */
export async function readBase(folder: FileSource): Promise<Base> {
  const { model, config } = await fromPretrained(folder);
  try {
    const { backbone } = encoderOf(model);
    return { config, files: await filesBeside(folder), weights: await copyWeights(backbone) };
  } finally {
    model.dispose();
  }
}

/** The base of a run that goes on, out of its own folder; its weights come from the checkpoint. */
export async function describedBase(folder: FileSource): Promise<Base> {
  const config = Object(await readJson(folder, fileNames.config)) as object;
  return { config, files: await filesBeside(folder), weights: undefined };
}

/** Give a model the weights that its base has below the head. */
export function startFrom(model: Model, { weights }: Base): void {
  if (!weights) return;
  const { backbone } = encoderOf(model);
  const own = new Set([...backbone.namedTensors()].map(([name]) => name));
  // A head may be without the pooler that its base has, or have one that its base has not.
  const shared = [...weights].filter(([name]) => own.has(name));
  backbone.loadStateDict(new Map(shared), { strict: false });
}

function encoderOf(model: Model): { readonly backbone: Module } {
  const backbone = model.role === "encoder" ? model.backbone : undefined;
  if (backbone) return { backbone };
  throw new RecipeError(
    (nameOf) =>
      `${nameOf("from")} has a model of the family ${model.modelType}, expected an encoder of texts`,
  );
}
