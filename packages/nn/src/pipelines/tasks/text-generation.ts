import { generationOptions } from "../../generation/generation-config.ts";
import { anything, flag, text } from "../../options/fields.ts";
import type { ChatMessage } from "../../tokenizers/chat-template/apply-chat-template.ts";
import { generateIdsOf, streamTextOf } from "../generating/generate-texts.ts";
import { generationFields, generationFlags } from "../generating/generation-fields.ts";
import { generationSettings, prefixOf } from "../generating/generation-settings.ts";
import { goesOn, type Prompt, promptIds } from "../generating/prompt-ids.ts";
import { defineTask, type TaskSettings } from "../task.ts";
import type { ReadyModel } from "../task-model.ts";
import { tokenizerOf } from "../texts/text-input.ts";

const name = "text-generation";

/** What a model says, as Hugging Face calls it. */
export interface GeneratedText {
  /** The text with its prompt before it; of a chat the messages with the answer behind them. */
  readonly generated_text?: string | readonly ChatMessage[];
  /** In its place, with `returnTensors`: all ids, those of the prompt included. */
  readonly generated_token_ids?: readonly number[];
}

const fields = {
  ...generationFields,
  /** The prompt stands before the text. */
  returnFullText: flag({ default: true }),
  /** Ids in the place of texts. */
  returnTensors: flag({ default: false }),
  skipSpecialTokens: flag({ default: true }),
  /** Take away the spaces before English punctuation. */
  cleanUpTokenizationSpaces: flag({ default: true }),
  /** The prompt gets the tokens that the tokenizer puts around texts. */
  addSpecialTokens: flag({ default: true }),
  /** Stands before each prompt; what config.json says unless given. */
  prefix: text({ optional: true }),
  /** Go on with the last message of a chat; unless given where that is the assistant's. */
  continueFinalMessage: flag({ optional: true }),
  /** JSON schemas of functions that the model may call, for the template of chats. */
  tools: anything<readonly unknown[]>({ optional: true }),
  /** Documents that an answer may rest on, for the template of chats. */
  documents: anything<readonly unknown[]>({ optional: true }),
};
type Settings = TaskSettings<typeof fields>;

/** Go on with texts, or answer chats. */
export const textGeneration = defineTask({
  name,
  description: "Go on with a text, or answer a chat",
  inputKind: "text",
  fields,
  flags: {
    ...generationFlags,
    returnFullText: "The prompt stands before the text",
    skipSpecialTokens: "Leave out tokens that stand for no text",
    prefix: "Stands before each prompt",
  },
  fits: /(ForCausalLM|LMHeadModel)$/,
  readNames: generationOptions,
  expect: (model) => void tokenizerOf(name, model),
  isOneInput: (list) => list.length > 0 && typeof list[0] !== "string",
  async run(model, inputs: readonly Prompt[], settings): Promise<readonly GeneratedText[][]> {
    const prompts = inputs.map((prompt) => idsOf(model, prompt, settings));
    const options = optionsOf(model, settings);
    const { signal } = settings;
    const found = await generateIdsOf({ task: name, model, prompts, options, signal });
    return found.map((rows, i) =>
      rows.map((ids) => resultOf(model, { prompt: inputs[i]!, begun: prompts[i]!, ids }, settings)),
    );
  },
  async *stream(model, prompt, settings) {
    const begun = idsOf(model, prompt, settings);
    const options = optionsOf(model, settings);
    const { signal } = settings;
    const rows = yield* streamTextOf(
      { task: name, model, prompts: [begun], options, signal },
      settings,
    );
    return rows.map((ids) => resultOf(model, { prompt, begun, ids }, settings));
  },
});

const idsOf = (model: ReadyModel, prompt: Prompt, settings: Settings): readonly number[] =>
  promptIds(
    name,
    tokenizerOf(name, model),
    { prompt, prefix: prefixOf(model, name, settings.prefix) },
    settings,
  );

/** As in Hugging Face's pipeline tokens are drawn, and a little more predictably, unless something else is said. */
const optionsOf = (model: ReadyModel, settings: Settings) =>
  generationSettings(model, settings, {
    task: name,
    defaults: { doSample: true, temperature: 0.7 },
  });

interface Generated {
  readonly prompt: Prompt;
  readonly begun: readonly number[];
  /** The new ones. */
  readonly ids: readonly number[];
}

function resultOf(
  model: ReadyModel,
  { prompt, begun, ids }: Generated,
  settings: Settings,
): GeneratedText {
  if (settings.returnTensors) return { generated_token_ids: [...begun, ...ids] };
  const { skipSpecialTokens, cleanUpTokenizationSpaces } = settings;
  const tokenizer = tokenizerOf(name, model);
  const made = tokenizer.decode(ids, { skipSpecialTokens, cleanUpTokenizationSpaces });
  if (!settings.returnFullText) return { generated_text: made };
  if (typeof prompt === "string") return { generated_text: prompt + made };
  if (!goesOn(prompt, settings.continueFinalMessage))
    return { generated_text: [...prompt, { role: "assistant", content: made }] };
  const last = prompt.at(-1)!;
  return {
    generated_text: [...prompt.slice(0, -1), { ...last, content: `${last.content ?? ""}${made}` }],
  };
}
