import { join } from "node:path";
import { Gpt, readSafetensors, type Tokenizer } from "@qkv/nn";
import { readBytes } from "@qkv/nn/node";
import { namingFile } from "../failures/naming-file.ts";
import { type ModelConfig, readModelConfig } from "./model-config.ts";
import { requireMemory } from "./model-size.ts";
import { readTokenizer } from "./read-tokenizer.ts";
import { requireWeights } from "./require-weights.ts";

export interface LoadedModel {
  readonly model: Gpt;
  readonly tokenizer: Tokenizer;
  readonly config: ModelConfig;
}

/** Load a model's folder: config.json, tokenizer.json, model.safetensors. None of them is trusted. */
export async function readModel(directory: string): Promise<LoadedModel> {
  const configPath = join(directory, "config.json");
  const weightsPath = join(directory, "model.safetensors");
  const config = await readModelConfig(configPath);
  const tokenizer = await readTokenizer(directory, config.model);
  const bytes = await readBytes(weightsPath);
  const { tensors } = await namingFile(weightsPath, () => readSafetensors(bytes));
  requireMemory(config.model, "inference", configPath);
  requireWeights(config.model, tensors, weightsPath);
  const model = new Gpt(config.model);
  await namingFile(weightsPath, () => model.loadStateDict(tensors));
  return { model: model.eval(), tokenizer, config };
}
