import type { LanguageModel } from "../../language-model/language-model.ts";
import { chatChunks, chatResponse } from "../answers/chat-answer.ts";
import { ApiError } from "../requests/api-error.ts";
import { type ChatRequest, chatRequest } from "../requests/chat-request.ts";
import { respond } from "./answering.ts";
import type { ServerRequest } from "./exchange.ts";
import type { ServerContext } from "./server-context.ts";

/** POST /v1/chat/completions */
export async function chatCompletions(
  context: ServerContext,
  request: ServerRequest,
): Promise<Response> {
  const asked = chatRequest(await request.get("exchange").body());
  const served = context.models.language(asked.model);
  const { language } = served;
  expectTools(language, asked);
  if (asked.form.kind !== "text")
    throw new ApiError(
      400,
      "response_format is not done here: answers are text; expected it left out",
      {
        ...{ param: "response_format", code: "unsupported_parameter" },
      },
    );
  const { messages, toolUse, choice, delivery, maxTokens, topLogProbs } = asked;
  const { ids: promptIds } = language.chat.render(messages, toolUse?.tools);
  const stop = [...(choice.stop ?? []), ...language.chat.stop];
  const answers = seeds(choice.seed, delivery.n).map((seed) => ({
    ...{ promptIds, choice: { ...choice, stop, seed }, maxTokens, topLogProbs },
  }));
  return respond(request, context, served, answers, {
    stream: delivery.stream,
    whole: (begun) => chatResponse(served, begun, asked),
    chunks: (begun) => chatChunks(served, begun, asked),
  });
}

/** One for each answer to a prompt, so that they differ. */
export const seeds = (seed: number | undefined, n: number): readonly (number | undefined)[] =>
  Array.from({ length: n }, (_, i) => (seed === undefined ? undefined : Math.abs(seed) + i));

function expectTools({ name, chat }: LanguageModel, { toolUse, messages }: ChatRequest): void {
  if (!toolUse && !messages.some(({ role, tool_calls: calls }) => role === "tool" || calls)) return;
  const refuse = (why: string): ApiError =>
    new ApiError(400, `tools are not for ${name}: ${why}; expected them left out`, {
      ...{ param: "tools", code: "unsupported_parameter" },
    });
  if (!chat.takesTools)
    throw refuse(chat.plain ? "it has no chat template" : "its chat template knows none");
  if (!chat.marksToolCalls)
    throw refuse("its calls are not marked as <tool_call>, the one form that is read here");
}
