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

/** `logprobs.content` of a chat. */
export function chatLogProbs(language: LanguageModel, tokens: readonly AnswerToken[]): object {
  const scored = (id: number, logProb: number): ScoredToken => ({
    token: language.textOf(id),
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
    tokens: tokens.map(({ id }) => language.textOf(id)),
    token_logprobs: tokens.map(({ logProb = 0 }) => finite(logProb)),
    top_logprobs: tokens.map(({ topLogProbs = [] }) =>
      Object.fromEntries(
        topLogProbs.map(({ id, logProb }) => [language.textOf(id), finite(logProb)]),
      ),
    ),
    text_offset: offsets,
  };
}
