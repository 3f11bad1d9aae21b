import { filesInMemory } from "../../model-folder/files-in-memory.ts";
import { objectAmong } from "../../model-folder/read-json.ts";
import {
  type ConditionalGenerator,
  type Decoder,
  type Encoder,
  type EncoderDecoder,
  isConditionalGenerator,
  type Model,
} from "../../models/roles.ts";
import { Module } from "../../module/module.ts";
import { expectInstance, expectObject, expectText } from "../../options/expect-argument.ts";
import type { Pretrained } from "../../pretrained/from-pretrained.ts";
import { readTokenizer } from "../../tokenizers/read-tokenizer.ts";
import { type Tokenizer, tokenizerFromJSON } from "../../tokenizers/tokenizer.ts";
import { RecipeError } from "../settings-error.ts";

/** Goes on with texts, turns them into others, or reads them for what they are: a model that can learn more of it. */
export type LearningModel = Decoder | (EncoderDecoder & ConditionalGenerator) | Encoder;

/** A published model that is to learn more, and where it came from. */
export interface BaseModel {
  /** The folder, file or name that it was loaded from. */
  readonly name: string;
  readonly model: LearningModel;
  readonly tokenizer: Tokenizer;
  readonly pretrained: Pretrained;
}

const tokenizerFile = "tokenizer.json";

/**
 * What a fine-tuning starts from, out of what `fromPretrained` gave; `name` is what errors and the adapter's folder call it.
 *
 * @throws RecipeError for a model that reads no texts, or that has no tokenizer that fits
 */
export async function baseModel(name: string, pretrained: Pretrained): Promise<BaseModel> {
  expectText("baseModel", "name", name);
  expectObject("baseModel", "pretrained", pretrained, "what fromPretrained gives", "model");
  const { model } = pretrained;
  expectInstance("baseModel", "model", model, Module, "a model");
  if (!learnsOfTexts(model))
    throw new RecipeError(
      `${name} is ${kindOf(model)} (model_type ${model.modelType}), expected a model of texts: ` +
        "a decoder, such as GPT-2 or Llama, an encoder-decoder, such as T5 or BART, or an encoder, such as BERT",
    );
  const tokenizer = await tokenizerOf(name, pretrained);
  const known = vocabularyOf(model);
  if (tokenizer.vocabSize > known)
    throw new RecipeError(
      `the tokenizer of ${name} has ${tokenizer.vocabSize} tokens, but the model has ${known}; ` +
        "they are not of one another",
    );
  return { name, model, tokenizer, pretrained };
}

/** Whether a model reads texts by one tokenizer, and so can learn more from them. */
export function learnsOfTexts(model: Model): model is LearningModel {
  if (model.role === "encoder-decoder") return isConditionalGenerator(model);
  return model.role === "decoder" || (model.role === "encoder" && model.vocabSize !== undefined);
}

/** How many ids a model of texts knows. */
export const vocabularyOf = (model: LearningModel): number =>
  model.role === "encoder-decoder"
    ? Math.min(model.sourceVocabSize, model.targetVocabSize)
    : model.vocabSize!;

const kindOf = ({ role }: Model): string =>
  ({
    decoder: "a decoder",
    encoder: "an encoder of what is no text",
    "encoder-decoder": "an encoder-decoder of symbols",
    transcriber: "a transcriber of what is no text",
  })[role];

async function tokenizerOf(name: string, { tokenizerFiles }: Pretrained): Promise<Tokenizer> {
  const json = objectAmong(tokenizerFiles, tokenizerFile);
  if (json !== undefined) return tokenizerFromJSON(json);
  const has = (one: string) => tokenizerFiles.has(one);
  if (has("tokenizer.model") || has("vocab.txt") || (has("vocab.json") && has("merges.txt")))
    return readTokenizer(filesInMemory(tokenizerFiles, name));
  throw new RecipeError(
    `${name} has no tokenizer, expected tokenizer.json, or tokenizer.model, vocab.json with merges.txt, or vocab.txt`,
  );
}

/** The files of the base that a run's folder carries on: all but the weights, and a tokenizer.json in any case. */
export function carriedFiles(
  files: ReadonlyMap<string, Uint8Array>,
  tokenizer: Tokenizer,
): Map<string, Uint8Array> {
  const carried = new Map(files);
  if (!carried.has(tokenizerFile))
    carried.set(tokenizerFile, new TextEncoder().encode(JSON.stringify(tokenizer)));
  return carried;
}
