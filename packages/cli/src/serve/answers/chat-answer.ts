import { randomUUID } from "node:crypto";
import type { Answer, AnswerToken } from "../../language-model/answer.ts";
import type { ChatRequest } from "../requests/chat-request.ts";
import type { ToolUse } from "../requests/tools.ts";
import { chatLogProbs } from "./log-probs.ts";
import { merged } from "./merged.ts";
import type { ServedModel } from "./served-model.ts";
import { callOpening, type ToolCall } from "./tool-call.ts";
import { ToolCallReader } from "./tool-call-reader.ts";
import { usageOf } from "./usage.ts";

/** What a part of one answer brings. */
interface ChatPart {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly tokens: readonly AnswerToken[];
}

/** What all objects of a response have. */
const envelope = (object: string, model: string) => ({
  ...{ id: `chatcmpl-${randomUUID().replaceAll("-", "")}`, object },
  ...{ created: Math.floor(Date.now() / 1000), model },
});

/** The parts of an answer, its calls told from its text. */
async function* partsOf(
  answer: Answer,
  { toolUse }: ChatRequest,
): AsyncGenerator<ChatPart, void, void> {
  if (!toolUse) {
    for await (const { text, tokens } of answer.pieces()) yield { text, tokens, calls: [] };
    return;
  }
  const reader = new ToolCallReader(toolUse.functions.map(({ name }) => name));
  if (toolUse.forced) reader.add(callOpening); // stands in the prompt
  for await (const { text, tokens } of answer.pieces()) {
    const part = { ...reader.add(text), tokens };
    yield toolUse.parallel ? part : { ...part, calls: part.calls.slice(0, 1) };
    if (part.calls.length > 0 && !toolUse.parallel) return;
  }
  yield { ...reader.end(), tokens: [] };
}

type FinishReason = Answer["finishReason"] | "tool_calls";
const reasonOf = (answer: Answer, called: boolean, toolUse: ToolUse | undefined): FinishReason => {
  if (!called) return answer.finishReason;
  return toolUse?.forced ? toolUse.forcedReason : "tool_calls";
};

/** The chunks of a stream: for each answer its role, its parts and why it ends; then, if asked for, what all of them took. */
export async function* chatChunks(
  { language }: ServedModel,
  answers: readonly Answer[],
  request: ChatRequest,
): AsyncGenerator<object, void, void> {
  const { delivery, topLogProbs } = request;
  const shared = envelope("chat.completion.chunk", request.model);
  const usage = delivery.includeUsage ? { usage: null } : {};
  const chunk = (
    index: number,
    delta: object,
    reason: FinishReason | null,
    logprobs: object | null,
  ) => ({
    ...shared,
    choices: [{ index, delta, logprobs, finish_reason: reason }],
    ...usage,
  });
  const called = answers.map(() => 0);
  for (const index of answers.keys())
    yield chunk(index, { role: "assistant", content: "", refusal: null }, null, null);
  const ended = answers.map((answer, i) =>
    endingWith(partsOf(answer, request), () => reasonOf(answer, called[i]! > 0, request.toolUse)),
  );
  for await (const [index, part] of merged(ended)) {
    if (typeof part === "string") {
      yield chunk(index, {}, part, null);
      continue;
    }
    const { text, calls, tokens } = part;
    const logProbs =
      topLogProbs !== undefined && tokens.length > 0 ? chatLogProbs(language, tokens) : null;
    if (text !== "" || logProbs) yield chunk(index, { content: text }, null, logProbs);
    for (const call of calls)
      yield chunk(index, { tool_calls: [{ index: called[index]!++, ...call }] }, null, null);
  }
  if (delivery.includeUsage) yield { ...shared, choices: [], usage: usageOf([answers]) };
}

async function* endingWith(
  parts: AsyncGenerator<ChatPart, void, void>,
  reason: () => FinishReason,
): AsyncGenerator<ChatPart | FinishReason, void, void> {
  yield* parts;
  yield reason();
}

/** The whole response, when all answers are there. */
export async function chatResponse(
  { language }: ServedModel,
  answers: readonly Answer[],
  request: ChatRequest,
): Promise<object> {
  const whole = answers.map(() => ({
    text: "",
    calls: [] as ToolCall[],
    tokens: [] as AnswerToken[],
  }));
  const parts = answers.map((answer) => partsOf(answer, request));
  for await (const [index, { text, calls, tokens }] of merged(parts)) {
    const one = whole[index]!;
    one.text += text;
    one.calls.push(...calls);
    one.tokens.push(...tokens);
  }
  const choices = whole.map(({ text, calls, tokens }, index) => ({
    index,
    message: {
      role: "assistant",
      content: text === "" && calls.length > 0 ? null : text,
      refusal: null,
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    },
    logprobs: request.topLogProbs === undefined ? null : chatLogProbs(language, tokens),
    finish_reason: reasonOf(answers[index]!, calls.length > 0, request.toolUse),
  }));
  return { ...envelope("chat.completion", request.model), choices, usage: usageOf([answers]) };
}
