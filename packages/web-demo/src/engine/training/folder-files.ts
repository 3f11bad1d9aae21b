import { type Module, saveModel, type Tokenizer } from "@qkv/nn";
import { type ModelDescription, modelFolderFiles } from "@qkv/nn/model-folder";
import type { Model } from "@qkv/nn/models";
import type { RunFile } from "../protocol.ts";

/** A folder that the command, Hugging Face's libraries and this page open. */
export async function folderFiles(
  model: Model & Module,
  description: ModelDescription,
): Promise<readonly RunFile[]> {
  const files = await modelFolderFiles({ model, description });
  return [...files].map(([name, bytes]) => ({ name, bytes: owned(bytes) }));
}

/** Of a model that no config.json describes: weights under PyTorch's names, and the tokenizer. */
export async function weightsAlone(
  model: Module,
  tokenizer: Tokenizer,
): Promise<readonly RunFile[]> {
  return [
    { name: "model.safetensors", bytes: owned(await saveModel(model)) },
    jsonFile("tokenizer.json", tokenizer),
  ];
}

/** In memory of its own, which can be handed over. */
export const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

export const jsonFile = (name: string, value: unknown): RunFile => ({
  name,
  bytes: owned(new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`)),
});
