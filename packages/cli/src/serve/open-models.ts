import { isEncoder } from "@qkv/nn/models";
import type { Pretrained } from "@qkv/nn/pretrained";
import type { ComputeDevice } from "../compute-device/compute-device.ts";
import { expectDecoder, languageModelOf } from "../language-model/open-language-model.ts";
import {
  openPretrained,
  type PretrainedChoice,
  withoutTokenizer,
} from "../language-model/open-pretrained.ts";
import type { Printer } from "../terminal/printer.ts";
import { ServedEmbeddings } from "./answers/served-embeddings.ts";
import { ServedModel, type ServedModelOptions } from "./answers/served-model.ts";
import { type Served, ServedModels } from "./answers/served-models.ts";
import type { NamedModel } from "./named-models.ts";

export interface OpenModelsOptions extends ServedModelOptions {
  readonly held: PretrainedChoice;
  readonly printer: Printer;
}

/** All models of a server, on its device. */
export async function openModels(
  models: readonly NamedModel[],
  compute: ComputeDevice,
  { held, printer, ...options }: OpenModelsOptions,
): Promise<ServedModels> {
  const opened: Pretrained[] = [];
  for (const { name, path } of models)
    opened.push(
      await openPretrained(path, held, compute, printer, {
        onConfig: (config) => expectDecoder(name, config, ["encoder"]), // which gives embeddings
        tokenizer: true,
      }),
    );
  const [first] = opened;
  if (first)
    await compute.settle(
      () => ({ model: first.model, inputs: first.model.sampleInputs(1) }),
      printer,
    );
  const served = new Map<string, Served>();
  for (const [i, one] of opened.entries()) {
    const { name } = models[i]!;
    await one.model.to(compute.device);
    served.set(name, servedModel(name, one, options, printer));
  }
  return new ServedModels(served);
}

function servedModel(
  name: string,
  opened: Pretrained,
  options: ServedModelOptions,
  printer: Printer,
): Served {
  if (!opened.tokenizer) throw withoutTokenizer(name);
  const embeddings = new ServedEmbeddings(name, opened, options.maxWaiting);
  if (isEncoder(opened.model)) return { language: undefined, embeddings };
  const language = languageModelOf(name, opened);
  if (language.chat.plain)
    printer.say(
      `note: ${name} has no chat template; chats are told it as lines "User: ..." and "Assistant: ..."`,
    );
  return { language: new ServedModel(language, options), embeddings };
}
