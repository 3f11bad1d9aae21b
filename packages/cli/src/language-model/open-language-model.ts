import { isDecoder, type Model } from "@qkv/nn/models";
import { type Plan, type Pretrained, plan } from "@qkv/nn/pretrained";
import { CommandError } from "../failures/command-error.ts";
import { LanguageModel } from "./language-model.ts";
import { withoutTokenizer } from "./open-pretrained.ts";

/** What people talk to of a model that was opened. @throws CommandError for a model that goes on with no text */
export function languageModelOf(name: string, opened: Pretrained): LanguageModel {
  const { model, tokenizer, generationConfig } = opened;
  if (!isDecoder(model)) throw noDecoder(name, model);
  if (!tokenizer) throw withoutTokenizer(name);
  return new LanguageModel(name, model, tokenizer, generationConfig);
}

/**
 * Refuse a model by its config.json, before its weights come. One that cannot be made is left to whoever loads it, who says why.
 *
 * @throws CommandError for a model that goes on with no text, unless it is of one of the other roles
 */
export function expectDecoder(
  name: string,
  config: Readonly<Record<string, unknown>>,
  or: readonly Plan["role"][] = [],
): void {
  let planned: Plan;
  try {
    planned = plan(config, { context: 1, training: false });
  } catch {
    return;
  }
  if (planned.role !== "decoder" && !or.includes(planned.role)) throw noDecoder(name, planned, or);
}

function noDecoder(
  name: string,
  { role, modelType }: Pick<Model, "role" | "modelType">,
  or: readonly string[] = [],
): CommandError {
  const article = /^[aeiou]/.test(role) ? "an" : "a";
  const others = or.map((one) => `, or an ${one}`).join("");
  return new CommandError(
    `${name} is ${article} ${role} (model_type ${modelType}), expected a decoder, a model that goes on with a text${others}`,
  );
}
