import { describeValue } from "../../options/describe-value.ts";
import type { ChatMessage } from "../../tokenizers/chat-template/apply-chat-template.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";

/** A text to go on with, or the messages of a chat to answer. */
export type Prompt = string | readonly ChatMessage[];

interface PromptSettings {
  readonly addSpecialTokens: boolean;
  readonly continueFinalMessage?: boolean | undefined;
  readonly tools?: readonly unknown[] | undefined;
  readonly documents?: readonly unknown[] | undefined;
}

/** Whether the answer goes on with the last message: unless something is said where that is the assistant's. */
export const goesOn = (messages: readonly ChatMessage[], said: boolean | undefined): boolean =>
  said ?? messages.at(-1)?.role === "assistant";

/** The ids of a prompt; of an empty one the token that begins texts. */
export function promptIds(
  task: string,
  tokenizer: PretrainedTokenizer,
  { prompt, prefix }: { readonly prompt: Prompt; readonly prefix: string },
  settings: PromptSettings,
): readonly number[] {
  if (typeof prompt === "string") {
    const { addSpecialTokens } = settings;
    const ids = [...tokenizer.encode(prefix + prompt, { addSpecialTokens })];
    const begin = tokenizer.specialTokenId("bos");
    if (ids.length > 0 || begin === undefined) return notEmpty(task, ids);
    return [begin];
  }
  if (!Array.isArray(prompt) || !prompt.every((one) => typeof Object(one).role === "string"))
    throw new TypeError(
      `${task}: an input is ${describeValue(prompt)}, expected text, or messages { role, content }`,
    );
  const { tools, documents } = settings;
  const continueFinalMessage = goesOn(prompt, settings.continueFinalMessage);
  const { encoding } = tokenizer.encodeChat(prompt, {
    ...{ continueFinalMessage, addGenerationPrompt: !continueFinalMessage },
    ...(tools ? { tools } : {}),
    ...(documents ? { documents } : {}),
  });
  return notEmpty(task, encoding.ids);
}

function notEmpty(task: string, ids: readonly number[]): readonly number[] {
  if (ids.length > 0) return ids;
  throw new RangeError(`${task}: a prompt has no tokens, expected at least one`);
}
