import { randomUUID } from "node:crypto";
import type { Answer } from "../../language-model/answer.ts";
import type { CompletionRequest } from "../requests/completion-request.ts";
import {
  type CompletionLogProbs,
  completionLogProbs,
  joinedLogProbs,
  promptLogProbs,
} from "./log-probs.ts";
import { merged } from "./merged.ts";
import type { ServedModel } from "./served-model.ts";
import { usageOf } from "./usage.ts";

/** The answers of all prompts, `bestOf` of each, one behind the other; and what they are told behind. */
export interface Completions {
  readonly answers: readonly Answer[];
  /** Of each prompt: its text, where that is asked for; else "". */
  readonly echoed: readonly string[];
}

/** What a part of one answer brings. */
interface CompletionPart {
  readonly text: string;
  readonly logProbs: CompletionLogProbs | null;
}

const envelope = (model: string) => ({
  ...{ id: `cmpl-${randomUUID().replaceAll("-", "")}`, object: "text_completion" },
  ...{ created: Math.floor(Date.now() / 1000), model },
});

/** The parts of an answer, behind its prompt where that is echoed. */
async function* partsOf(
  { language }: ServedModel,
  { answers, echoed }: Completions,
  { bestOf, echo, topLogProbs }: CompletionRequest,
  index: number,
): AsyncGenerator<CompletionPart, void, void> {
  const prompt = Math.floor(index / bestOf);
  const before = echoed[prompt]!;
  let length = before.length;
  if (echo && topLogProbs !== undefined) {
    const tokens = await answers[prompt * bestOf]!.promptLogProbs;
    yield { text: before, logProbs: promptLogProbs(language, tokens, before) };
  } else if (before !== "") yield { text: before, logProbs: null };
  for await (const { text, tokens } of answers[index]!.pieces()) {
    const told = topLogProbs !== undefined && tokens.length > 0;
    const logProbs = told ? completionLogProbs(language, tokens, length) : null;
    length += text.length;
    if (text !== "" || logProbs) yield { text, logProbs };
  }
}

/** The chunks of a stream; then, if asked for, what all answers took. */
export async function* completionChunks(
  served: ServedModel,
  completions: Completions,
  request: CompletionRequest,
): AsyncGenerator<object, void, void> {
  const { answers } = completions;
  const { model, delivery, bestOf } = request;
  const shared = envelope(model);
  const usage = delivery.includeUsage ? { usage: null } : {};
  const ended = answers.map(async function* (answer, index) {
    yield* partsOf(served, completions, request, index);
    yield answer.finishReason;
  });
  for await (const [index, part] of merged(ended)) {
    const choice =
      typeof part === "string"
        ? { index, text: "", logprobs: null, finish_reason: part }
        : { index, text: part.text, logprobs: part.logProbs, finish_reason: null };
    yield { ...shared, choices: [choice], ...usage };
  }
  if (delivery.includeUsage)
    yield { ...shared, choices: [], usage: usageOf(inPrompts(answers, bestOf)) };
}

/** The whole response, when all answers are there: of each prompt the `n` likeliest, the likeliest first. */
export async function completionResponse(
  served: ServedModel,
  completions: Completions,
  request: CompletionRequest,
): Promise<object> {
  const { answers } = completions;
  const { model, delivery, bestOf, topLogProbs } = request;
  const whole = answers.map((answer) => ({ answer, parts: [] as CompletionPart[] }));
  const parts = answers.map((_, index) => partsOf(served, completions, request, index));
  for await (const [index, part] of merged(parts)) whole[index]!.parts.push(part);
  const told = inPrompts(whole, bestOf).flatMap((ofPrompt) => best(ofPrompt, delivery.n));
  const choices = told.map(({ answer, parts: own }, index) => ({
    ...{ index, text: own.map(({ text }) => text).join("") },
    logprobs:
      topLogProbs === undefined
        ? null
        : joinedLogProbs(own.flatMap(({ logProbs }) => logProbs ?? [])),
    finish_reason: answer.finishReason,
  }));
  return { ...envelope(model), choices, usage: usageOf(inPrompts(answers, bestOf)) };
}

/** Those with the highest log-probability per token; all of them as they are. */
function best<T extends { readonly answer: Answer }>(all: readonly T[], n: number): readonly T[] {
  if (all.length === n) return all;
  return all.toSorted((a, b) => b.answer.logProbPerToken - a.answer.logProbPerToken).slice(0, n);
}

/** What there is of each prompt. */
const inPrompts = <T>(all: readonly T[], ofEach: number): readonly (readonly T[])[] =>
  Array.from({ length: all.length / ofEach }, (_, i) => all.slice(i * ofEach, (i + 1) * ofEach));
