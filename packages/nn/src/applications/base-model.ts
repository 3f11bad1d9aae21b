import { adapterFileNames } from "../fine-tuning/adapter-config.ts";
import { fileNames } from "../model-folder/file-names.ts";
import type { FileSource } from "../model-folder/file-source.ts";
import { folderWithin } from "../model-folder/folder-within.ts";
import { readJson } from "../model-folder/read-json.ts";
import { weightsFile } from "../model-folder/write-model-folder.ts";
import type { Model } from "../models/roles.ts";
import type { Module } from "../module/module.ts";
import { fromPretrained } from "../pretrained/browser-pretrained.ts";
import { jsonFile } from "../pretrained/json-file.ts";
import { baseModel, carriedFiles } from "../recipes/fine-tuning/base-model.ts";
import { RecipeError } from "../recipes/settings-error.ts";
import { adapterFolder } from "./adapters.ts";
import type { Base, Described } from "./application.ts";
import { copyWeights } from "./best-weights.ts";

/** Files beside config.json that an application may write. */
const applicationFileNames = [
  ...["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"],
  ...["target_tokenizer.json", "preprocessor_config.json", "generation_config.json"],
] as const;

const LARGEST_FILE = 2 ** 28;

/** The folder in a run's own that holds the model which the run started from. */
export const keptFolder = "reference";

/** Those of them that a folder has. */
export async function filesBeside(folder: FileSource): Promise<Described["files"]> {
  const files = new Map<string, Uint8Array>();
  for (const name of applicationFileNames)
    if (await folder.has(name))
      files.set(name, await folder.read(name, { maxBytes: LARGEST_FILE }));
  return files;
}

type Role = "encoder" | "decoder";

/** What a folder's model is, and its weights. @throws RecipeError for a model of another kind */
export async function readBase(
  folder: FileSource,
  { role, kept }: { readonly role: Role; readonly kept?: boolean },
): Promise<Base> {
  const pretrained = await fromPretrained(folder);
  const { model, config } = pretrained;
  try {
    startingPart(model, role);
    const files = await filesBeside(folder);
    if (role === "encoder") return await baseOf({ model, config, files });
    const { tokenizer } = await baseModel(folder.name, pretrained);
    return await baseOf({ model, config, files: carriedFiles(files, tokenizer) }, kept);
  } finally {
    model.dispose();
  }
}

/** A model as what a run starts from; the model stays the caller's. */
export async function baseOf(
  { model, config, files }: Described & { readonly model: Model },
  kept = false,
): Promise<Base> {
  const weights = await copyWeights(startingPart(model));
  if (!kept) return { config, files, weights };
  const folder = new Map([
    ...[...files, [fileNames.config, jsonFile(config)] as const],
    [fileNames.weights, await weightsFile(model)],
  ]);
  return { config, files, weights, kept: folder };
}

/** The base of a run that goes on, out of its own folder. Its weights come from the checkpoint, unless the folder keeps them. */
export async function describedBase(
  folder: FileSource,
  { role, kept }: { readonly role: Role; readonly kept?: boolean },
): Promise<Base> {
  if (kept) return readBase(folderWithin(folder, keptFolder), { role, kept });
  const config = Object(await readJson(folder, fileNames.config)) as object;
  const beside = await savedBeside(folderWithin(folder, adapterFolder));
  return { config, files: await filesBeside(folder), weights: undefined, beside };
}

/** The modules that an adapter's folder says to have learnt whole. */
async function savedBeside(folder: FileSource): Promise<readonly string[]> {
  if (!(await folder.has(adapterFileNames.config))) return [];
  const { modules_to_save: saved } = Object(await readJson(folder, adapterFileNames.config));
  return Array.isArray(saved) ? saved.filter((one) => typeof one === "string") : [];
}

/** Give a model the weights that its base has. */
export function startFrom(model: Model, { weights }: Base): void {
  if (!weights) return;
  const part = startingPart(model);
  if (part === model) {
    part.loadStateDict(weights);
    return;
  }
  const own = new Set([...part.namedTensors()].map(([name]) => name));
  // A head may be without the pooler that its base has, or have one that its base has not.
  const shared = [...weights].filter(([name]) => own.has(name));
  part.loadStateDict(new Map(shared), { strict: false });
}

const expected = { encoder: "an encoder of texts", decoder: "a decoder" } as const;

/** What of a model another one starts from: an encoder below its head, all of a decoder. */
function startingPart(model: Model, role?: Role): Module {
  const isAsked = role === undefined || model.role === role;
  const part = model.role === "encoder" ? model.backbone : model.role === "decoder" && model;
  if (part && isAsked) return part;
  throw new RecipeError(
    (nameOf) =>
      `${nameOf("from")} has a model of the family ${model.modelType}, expected ${expected[role ?? "encoder"]}`,
  );
}
