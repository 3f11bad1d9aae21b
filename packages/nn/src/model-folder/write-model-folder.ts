import { fileWeights } from "../models/families/file-weights.ts";
import type { Model } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { expectInstance, expectMetadata, expectObject } from "../options/expect-argument.ts";
import { pairVocabulariesFiles } from "../tokenizers/pair-vocabularies-files.ts";
import { beginId, endId } from "../tokenizers/symbol-vocabulary.ts";
import { writeSafetensors } from "../weights/write-safetensors.ts";
import { fileNames } from "./file-names.ts";
import { generationConfig } from "./generation-config.ts";
import type { ModelDescription, TrainingRecord } from "./model-description.ts";
import { trainingJson } from "./read-training.ts";

/** Files by name. */
export type FilesByName = ReadonlyMap<string, Uint8Array>;

/** What the files of a model are written of. */
export interface WrittenModel {
  readonly description: ModelDescription;
  readonly training?: TrainingRecord | undefined;
}

/** The files of a model's folder but for its weights: config.json and the tokenizers. */
export function descriptionFiles(written: WrittenModel): FilesByName {
  expectObject("descriptionFiles", "written", written, "an object { description, training }");
  const { description, training } = written;
  expectObject("descriptionFiles", "description", description, "a description", "config", "role");
  const made = [...jsonFiles({ description, training })].map(
    ([name, json]) => [name, encoded(json)] as const,
  );
  const published = "published" in description ? description.published : undefined;
  return new Map([...made, ...(published ?? [])]);
}

function* jsonFiles({
  description,
  training,
}: WrittenModel): IterableIterator<readonly [string, unknown]> {
  if (training) yield [fileNames.training, trainingJson(training)];
  if ("published" in description && description.published) return;
  yield [fileNames.config, { ...description.config, ...tokenIds(description) }];
  if (description.vocabularies === undefined) {
    yield [fileNames.tokenizer, description.tokenizer];
    yield [fileNames.tokenizerConfig, tokenizerConfig];
    return;
  }
  const { vocabularies, longestTarget } = description;
  yield [fileNames.generation, generationConfig(longestTarget)];
  const { source, target } = pairVocabulariesFiles(vocabularies);
  yield [fileNames.tokenizer, source];
  yield [fileNames.targetTokenizer, target];
}

/** Ids of tokens that stand for no text, under the names of Hugging Face; GPT-2's own defaults would be outside the vocabulary. */
const tokenIds = ({ role, vocabularies }: ModelDescription): object => {
  if (vocabularies)
    return { bos_token_id: beginId, eos_token_id: endId, decoder_start_token_id: beginId };
  return role === "decoder" ? { bos_token_id: null, eos_token_id: null } : {};
};

/** Says to Hugging Face that tokenizer.json is all there is of the tokenizer, whatever is usual for the family. */
const tokenizerConfig = {
  tokenizer_class: "PreTrainedTokenizerFast",
  clean_up_tokenization_spaces: false,
};

const encoded = (json: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(json, undefined, 2)}\n`);

/** All files of a model's folder, weights included: what `readModelFolder` reads. */
export async function modelFolderFiles(
  written: WrittenModel & { readonly model: Model },
): Promise<FilesByName> {
  expectObject("modelFolderFiles", "written", written, "an object { model, description }", "model");
  const { model } = written;
  return new Map([...descriptionFiles(written), [fileNames.weights, await weightsFile(model)]]);
}

/** The weights alone, for a file of their own, packed ones as float32; `metadata` is put beside. */
export const weightsFile = async (
  model: Model,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> => {
  expectInstance("weightsFile", "model", model, Module, "a module");
  expectMetadata("weightsFile", metadata);
  return writeSafetensors(await fileWeights(model, { decoded: true }), {
    format: "pt",
    ...metadata,
  });
};
