import type { AnswerToken } from "../../language-model/answer.ts";
import type { LanguageModel } from "../../language-model/language-model.ts";

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

/** `logprobs` of a completion; `begun` is how many characters stand before. */
export function completionLogProbs(
  language: LanguageModel,
  tokens: readonly AnswerToken[],
  begun: number,
): object {
  let offset = begun;
  const offsets = tokens.map(({ id }) => {
    const start = offset;
    offset += language.textOf(id).length;
    return start;
  });
  return {
    tokens: tokens.map(({ id }) => named(language, id)),
    token_logprobs: tokens.map(({ logProb = 0 }) => finite(logProb)),
    top_logprobs: tokens.map(({ topLogProbs = [] }) =>
      Object.fromEntries(
        topLogProbs.map(({ id, logProb }) => [named(language, id), finite(logProb)]),
      ),
    ),
    text_offset: offsets,
  };
}
