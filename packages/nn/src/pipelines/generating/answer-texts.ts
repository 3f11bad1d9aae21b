import type { GenerateIdsOptions } from "../../generation/generate-ids-options.ts";
import { generationOptions } from "../../generation/generation-config.ts";
import { flag, text } from "../../options/fields.ts";
import { defineTask, type TaskSettings } from "../task.ts";
import type { ReadyModel } from "../task-model.ts";
import { encodeTexts, encodingFlags } from "../texts/encode-texts.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";
import { generateIdsOf, streamTextOf } from "./generate-texts.ts";
import { generationFields, generationFlags } from "./generation-fields.ts";
import { generationSettings, prefixOf } from "./generation-settings.ts";

/** Options of the tasks in which an encoder reads a text and its decoder writes another. */
export const answerFields = {
  ...generationFields,
  skipSpecialTokens: flag({ default: true }),
  /** Take away the spaces before English punctuation. */
  cleanUpTokenizationSpaces: flag({ default: false }),
  /** Stands before each text; what config.json says of the task unless given. */
  prefix: text({ optional: true }),
  /** Cut texts that are longer than the model takes; they are refused otherwise. */
  truncation: flag({ default: false }),
};
export const answerFlags = {
  ...generationFlags,
  prefix:
    'Stands before each text, such as "summarize: "; what config.json says of the task unless given',
  truncation: encodingFlags.truncation,
} as const;

/** Models with an encoder of text and a decoder of it. */
export const answersTexts = /^(?!Whisper).*(ForConditionalGeneration|MarianMTModel)$/;

export type AnswerSettings = TaskSettings<typeof answerFields>;

/** What a task says to the generation of its texts. */
export interface Answering {
  readonly task: string;
  /** The task in config.json's `task_specific_params`; the task itself unless given. */
  readonly parameters?: string;
  /** Beside what the model's files and the call say. */
  readonly options?: Pick<GenerateIdsOptions, "forcedBosTokenId">;
  /** Changes the ids that the encoder reads. */
  readonly changeIds?: (ids: readonly number[]) => readonly number[];
}

/** The texts that a model answers each text with. */
export async function answerTexts(
  model: ReadyModel,
  inputs: readonly string[],
  settings: AnswerSettings,
  answering: Answering,
): Promise<readonly string[][]> {
  const found = await generateIdsOf(askedFor(model, inputs, settings, answering));
  return found.map((rows) => rows.map((ids) => decoded(model, ids, settings, answering)));
}

/** The text that a model answers one with as it comes, and at the end all that it answers. */
export async function* streamAnswer(
  model: ReadyModel,
  input: string,
  settings: AnswerSettings,
  answering: Answering,
): AsyncGenerator<string, string[], void> {
  const rows = yield* streamTextOf(askedFor(model, [input], settings, answering), settings);
  return rows.map((ids) => decoded(model, ids, settings, answering));
}

function askedFor(
  model: ReadyModel,
  inputs: readonly string[],
  { truncation, signal, ...settings }: AnswerSettings,
  { task, parameters = task, options, changeIds = (ids) => ids }: Answering,
) {
  for (const input of inputs) expectInputText(task, "an input", input);
  const prefix = prefixOf(model, parameters, settings.prefix);
  const texts = inputs.map((input) => prefix + input);
  const prompts = encodeTexts(task, model, texts, { truncation }).map(({ ids }) => changeIds(ids));
  const chosen = { ...generationSettings(model, settings, { task: parameters }), ...options };
  return { task, model, prompts, options: chosen, signal };
}

const decoded = (
  model: ReadyModel,
  ids: readonly number[],
  { skipSpecialTokens, cleanUpTokenizationSpaces }: AnswerSettings,
  { task }: Answering,
): string => tokenizerOf(task, model).decode(ids, { skipSpecialTokens, cleanUpTokenizationSpaces });

/** A task in which a text answers a text, whose result has it under this name. */
export const answeringTask = <const Key extends string>(
  name: string,
  description: string,
  key: Key,
) => {
  const named = (texts: readonly string[]) =>
    texts.map((one) => ({ [key]: one }) as Readonly<Record<Key, string>>);
  return defineTask({
    ...{ name, description, inputKind: "text", fields: answerFields, flags: answerFlags },
    fits: answersTexts,
    readNames: generationOptions,
    expect: (model) => void tokenizerOf(name, model),
    async run(model, inputs: readonly string[], settings) {
      return (await answerTexts(model, inputs, settings, { task: name })).map(named);
    },
    async *stream(model, input, settings) {
      return named(yield* streamAnswer(model, input, settings, { task: name }));
    },
  });
};
