import { randomUUID } from "node:crypto";
import type { Answer, AnswerToken } from "../../language-model/answer.ts";
import type { CompletionRequest } from "../requests/completion-request.ts";
import { completionLogProbs } from "./log-probs.ts";
import { merged } from "./merged.ts";
import type { ServedModel } from "./served-model.ts";
import { usageOf } from "./usage.ts";

/** The answers of all prompts, one behind the other, and the texts that they are told behind. */
export interface Completions {
  readonly answers: readonly Answer[];
  /** Of each answer: its prompt, where that is asked for; else "". */
  readonly before: readonly string[];
}

const envelope = (model: string) => ({
  ...{ id: `cmpl-${randomUUID().replaceAll("-", "")}`, object: "text_completion" },
  ...{ created: Math.floor(Date.now() / 1000), model },
});

/** The chunks of a stream; then, if asked for, what all answers took. */
export async function* completionChunks(
  { language }: ServedModel,
  { answers, before }: Completions,
  { model, delivery, topLogProbs }: CompletionRequest,
): AsyncGenerator<object, void, void> {
  const shared = envelope(model);
  const usage = delivery.includeUsage ? { usage: null } : {};
  const lengths = before.map(({ length }) => length);
  const chunk = (index: number, text: string, reason: string | null, logprobs: object | null) => ({
    ...shared,
    choices: [{ index, text, logprobs, finish_reason: reason }],
    ...usage,
  });
  for (const [index, text] of before.entries())
    if (text !== "") yield chunk(index, text, null, null);
  for await (const [index, part] of merged(answers.map(endingWithReason))) {
    if (typeof part === "string") {
      yield chunk(index, "", part, null);
      continue;
    }
    const { text, tokens } = part;
    const told = topLogProbs !== undefined && tokens.length > 0;
    const logProbs = told ? completionLogProbs(language, tokens, lengths[index]!) : null;
    lengths[index]! += text.length;
    if (text !== "" || logProbs) yield chunk(index, text, null, logProbs);
  }
  if (delivery.includeUsage)
    yield { ...shared, choices: [], usage: usageOf(inPrompts(answers, delivery.n)) };
}

async function* endingWithReason(answer: Answer) {
  yield* answer.pieces();
  yield answer.finishReason;
}

/** The whole response, when all answers are there. */
export async function completionResponse(
  { language }: ServedModel,
  { answers, before }: Completions,
  { model, delivery, topLogProbs }: CompletionRequest,
): Promise<object> {
  const texts = [...before];
  const tokens = answers.map((): AnswerToken[] => []);
  for await (const [index, piece] of merged(answers.map((answer) => answer.pieces()))) {
    texts[index] += piece.text;
    tokens[index]!.push(...piece.tokens);
  }
  const choices = texts.map((text, index) => ({
    ...{ index, text },
    logprobs:
      topLogProbs === undefined
        ? null
        : completionLogProbs(language, tokens[index]!, before[index]!.length),
    finish_reason: answers[index]!.finishReason,
  }));
  return { ...envelope(model), choices, usage: usageOf(inPrompts(answers, delivery.n)) };
}

/** The answers of each prompt. */
const inPrompts = (answers: readonly Answer[], n: number): readonly (readonly Answer[])[] =>
  Array.from({ length: answers.length / n }, (_, i) => answers.slice(i * n, (i + 1) * n));
