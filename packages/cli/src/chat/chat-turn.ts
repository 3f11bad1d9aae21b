import type { GenerationBatch } from "@qkv/nn/generation";
import { Answer } from "../language-model/answer.ts";
import type { LanguageModel } from "../language-model/language-model.ts";
import type { ChatSettings } from "./chat-settings.ts";
import type { ContinuedPrompt } from "./continued-prompt.ts";
import type { Conversation } from "./conversation.ts";

/** What answers a chat. */
export interface ChatModel {
  readonly language: LanguageModel;
  readonly batch: GenerationBatch;
  readonly prompt: ContinuedPrompt;
}

export interface TurnOptions {
  readonly settings: ChatSettings;
  readonly signal: AbortSignal;
  /** Called with text as it comes. */
  readonly write: (text: string) => void;
}

/** What an answer took. */
export interface TurnFacts {
  readonly tokens: number;
  readonly milliseconds: number;
  readonly promptTokens: number;
  /** Tokens of the prompt that were not computed again. */
  readonly cachedTokens: number;
  readonly ended: "stop" | "length" | "interrupted";
}

/**
 * Ask, and add what is said to the conversation: also a part of an answer that was stopped, but not a question to which
 * nothing was said.
 */
export async function takeTurn(
  { language, batch, prompt }: ChatModel,
  conversation: Conversation,
  asked: string,
  { settings, signal, write }: TurnOptions,
): Promise<TurnFacts> {
  const rendered = language.chat.render(conversation.messages(asked));
  const promptIds = prompt.idsOf(rendered);
  const { maxNewTokens, ...choice } = settings;
  let first: number | undefined;
  let last = 0;
  const answer = new Answer(batch, language, {
    ...{ promptIds, maxTokens: maxNewTokens, signal },
    choice: { ...choice, stop: language.chat.stop },
    onToken: () => {
      last = performance.now();
      first ??= last;
    },
  });
  let text = "";
  try {
    for await (const piece of answer.pieces()) {
      text += piece.text;
      write(piece.text);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (text !== "" || !signal.aborted) conversation.exchange(asked, text);
  prompt.said(rendered.text, promptIds, answer.ids);
  return {
    tokens: answer.ids.length,
    milliseconds: last - (first ?? last),
    ...{ promptTokens: promptIds.length, cachedTokens: answer.cachedTokens },
    ended: signal.aborted ? "interrupted" : answer.finishReason,
  };
}
