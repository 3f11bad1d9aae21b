import { isDecoder } from "@qkv/nn/models";
import type { Pretrained } from "@qkv/nn/pretrained";
import { CommandError } from "../failures/command-error.ts";
import { LanguageModel } from "./language-model.ts";

/** What people talk to of a model that was opened. @throws CommandError for a model that goes on with no text */
export function languageModelOf(name: string, opened: Pretrained): LanguageModel {
  const { model, tokenizer, generationConfig } = opened;
  if (!isDecoder(model))
    throw new CommandError(
      `${name} is an ${model.role} (model_type ${model.modelType}), expected a decoder: a model that goes on with a text`,
    );
  if (!tokenizer)
    throw new CommandError(
      `${name} has no tokenizer.json, which turns text into ids; expected one`,
    );
  return new LanguageModel(name, model, tokenizer, generationConfig);
}
