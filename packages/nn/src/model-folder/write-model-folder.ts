import type { Module } from "../module/module.ts";
import { pairVocabulariesFiles } from "../tokenizers/pair-vocabularies-files.ts";
import { toHostTensors } from "../weights/to-host-tensors.ts";
import { writeSafetensors } from "../weights/write-safetensors.ts";
import { fileNames } from "./file-names.ts";
import { generationConfig } from "./generation-config.ts";
import type { ModelDescription, TrainingRecord } from "./model-description.ts";
import { trainingJson } from "./read-training.ts";

/** Files by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface WrittenModel {
  readonly description: ModelDescription;
  readonly training?: TrainingRecord | undefined;
}

/** The files of a model's folder but for its weights: config.json and the tokenizers. */
export function descriptionFiles({ description, training }: WrittenModel): Files {
  return new Map(
    [...jsonFiles({ description, training })].map(([name, json]) => [name, encoded(json)]),
  );
}

function* jsonFiles({
  description,
  training,
}: WrittenModel): IterableIterator<readonly [string, unknown]> {
  const version = 1;
  if (training) yield [fileNames.training, trainingJson(training)];
  if (description.role === "decoder") {
    const { config, tokenizer } = description;
    yield [fileNames.config, { format: "qkv-gpt", version, model: config }];
    yield [fileNames.tokenizer, tokenizer];
    return;
  }
  const { config, vocabularies, longestTarget } = description;
  yield [fileNames.config, { format: "qkv-seq2seq", version, model: config }];
  yield [fileNames.generation, generationConfig(longestTarget)];
  const { source, target } = pairVocabulariesFiles(vocabularies);
  yield [fileNames.tokenizer, source];
  yield [fileNames.targetTokenizer, target];
}

const encoded = (json: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(json, undefined, 2)}\n`);

/** All files of a model's folder, weights included: what `readModelFolder` reads. */
export async function modelFolderFiles({
  model,
  ...written
}: WrittenModel & { readonly model: Module }): Promise<Files> {
  return new Map([...descriptionFiles(written), [fileNames.weights, await weightsFile(model)]]);
}

/** The weights alone, for a file of their own. */
export const weightsFile = async (model: Module): Promise<Uint8Array> =>
  writeSafetensors(await toHostTensors(model.namedTensors()), { format: "pt" });
