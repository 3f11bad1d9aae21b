import { join } from "node:path";
import { Gpt, type Module, type Tokenizer } from "@qkv/nn";
import { Seq2Seq } from "@qkv/nn/models";
import { readBytes } from "@qkv/nn/node";
import { readSafetensors } from "@qkv/nn/weights";
import { namingFile } from "../failures/naming-file.ts";
import type { PairVocabularies } from "../pair-source/pair-vocabularies.ts";
import {
  type GptModelConfig,
  type ModelConfig,
  readModelConfig,
  type Seq2SeqModelConfig,
} from "./model-config.ts";
import { expectedWeights, requireModelMemory } from "./model-kind.ts";
import { readTokenizer } from "./read-tokenizer.ts";
import { readVocabularies } from "./read-vocabularies.ts";
import { requireFinite } from "./require-finite.ts";
import { requireWeights } from "./require-weights.ts";

export interface LoadedGpt {
  readonly task: "gpt";
  readonly model: Gpt;
  readonly tokenizer: Tokenizer;
  readonly config: GptModelConfig;
}

export interface LoadedSeq2Seq {
  readonly task: "seq2seq";
  readonly model: Seq2Seq;
  readonly vocabularies: PairVocabularies;
  readonly config: Seq2SeqModelConfig;
}

export type LoadedModel = LoadedGpt | LoadedSeq2Seq;

/** Load a model's folder: config.json, tokenizer.json, model.safetensors. None of them is trusted. */
export async function readModel(directory: string): Promise<LoadedModel> {
  const config = await readModelConfig(join(directory, "config.json"));
  const { task } = config;
  if (task === "gpt") {
    const tokenizer = await readTokenizer(directory, config.model);
    const model = await withWeights(directory, config, () => new Gpt(config.model));
    return { task, model, tokenizer, config };
  }
  const vocabularies = await readVocabularies(directory, config.model);
  const model = await withWeights(directory, config, () => new Seq2Seq(config.model));
  return { task, model, vocabularies, config };
}

/** Make a model of a folder's configuration, once its weights are known to fit, and load them. */
async function withWeights<M extends Module>(
  directory: string,
  config: ModelConfig,
  make: () => M,
): Promise<M> {
  const path = join(directory, "model.safetensors");
  const bytes = await readBytes(path);
  const { tensors } = await namingFile(path, () => readSafetensors(bytes));
  requireModelMemory(config, "inference", join(directory, "config.json"));
  requireWeights(expectedWeights(config), tensors, path);
  requireFinite(tensors, path);
  const model = make();
  await namingFile(path, () => model.loadStateDict(tensors));
  return model.eval();
}
