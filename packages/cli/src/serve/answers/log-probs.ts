import type { AnswerToken } from "../../language-model/answer.ts";
import type { LanguageModel } from "../../language-model/language-model.ts";
import { promptOffsets } from "./prompt-offsets.ts";

/** A token and how likely it was, as chats tell it. */
interface ScoredToken {
  readonly token: string;
  readonly logprob: number;
  /** In UTF-8: a token may be a part of a character, which its text cannot show. */
  readonly bytes: readonly number[] | null;
}

/** No JSON holds -Infinity. */
const finite = (logProb: number): number => Math.max(logProb, -9999);

/** A token's text; of one that is a part of a character its bytes, as OpenAI writes them, for many have the same sign. */
function named(language: LanguageModel, id: number): string {
  const text = language.textOf(id);
  const bytes = text.includes("\ufffd") ? language.bytesOf(id) : undefined;
  if (!bytes) return text;
  return `bytes:${bytes.map((one) => `\\x${one.toString(16).padStart(2, "0")}`).join("")}`;
}

/** `logprobs.content` of a chat. */
export function chatLogProbs(language: LanguageModel, tokens: readonly AnswerToken[]): object {
  const scored = (id: number, logProb: number): ScoredToken => ({
    token: named(language, id),
    logprob: finite(logProb),
    bytes: language.bytesOf(id) ?? null,
  });
  const content = tokens.map(({ id, logProb = 0, topLogProbs = [] }) => ({
    ...scored(id, logProb),
    top_logprobs: topLogProbs.map((one) => scored(one.id, one.logProb)),
  }));
  return { content, refusal: null };
}

/** `logprobs` of a completion: of each token; null of what nothing comes before. */
export interface CompletionLogProbs {
  readonly tokens: readonly string[];
  readonly token_logprobs: readonly (number | null)[];
  readonly top_logprobs: readonly (Readonly<Record<string, number>> | null)[];
  /** Where it begins in the text, in characters. */
  readonly text_offset: readonly number[];
}

/** Of an answer; `begun` is how many characters stand before. */
export function completionLogProbs(
  language: LanguageModel,
  tokens: readonly AnswerToken[],
  begun: number,
): CompletionLogProbs {
  let offset = begun;
  const offsets = tokens.map(({ id }) => {
    const start = offset;
    offset += language.textOf(id).length;
    return start;
  });
  return { ...scoredTokens(language, tokens), text_offset: offsets };
}

/** Of a prompt that is echoed as this text. */
export const promptLogProbs = (
  language: LanguageModel,
  tokens: readonly AnswerToken[],
  text: string,
): CompletionLogProbs => ({
  ...scoredTokens(language, tokens),
  text_offset: promptOffsets(
    language,
    tokens.map(({ id }) => id),
    text,
  ),
});

/** One behind the other. */
export const joinedLogProbs = (parts: readonly CompletionLogProbs[]): CompletionLogProbs => ({
  tokens: parts.flatMap((one) => one.tokens),
  token_logprobs: parts.flatMap((one) => one.token_logprobs),
  top_logprobs: parts.flatMap((one) => one.top_logprobs),
  text_offset: parts.flatMap((one) => one.text_offset),
});

const scoredTokens = (language: LanguageModel, tokens: readonly AnswerToken[]) => ({
  tokens: tokens.map(({ id }) => named(language, id)),
  token_logprobs: tokens.map(({ logProb }) => (logProb === undefined ? null : finite(logProb))),
  top_logprobs: tokens.map(({ logProb, topLogProbs = [] }) =>
    logProb === undefined
      ? null
      : Object.fromEntries(
          topLogProbs.map((one) => [named(language, one.id), finite(one.logProb)]),
        ),
  ),
});
