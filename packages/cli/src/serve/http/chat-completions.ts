import type { AnswerRequest } from "../../language-model/answer.ts";
import type { LanguageModel } from "../../language-model/language-model.ts";
import { chatChunks, chatResponse } from "../answers/chat-answer.ts";
import type { ServedModel } from "../answers/served-model.ts";
import { callOpening } from "../answers/tool-call.ts";
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
  const { choice, delivery, maxTokens, topLogProbs } = asked;
  const { promptIds, constraint } = promptOf(served, asked);
  const stop = [...(choice.stop ?? []), ...language.chat.stop];
  const answers = seeds(choice.seed, delivery.n).map((seed) => ({
    ...{ promptIds, constraint, choice: { ...choice, stop, seed }, maxTokens, topLogProbs },
  }));
  return respond(request, context, served, answers, {
    stream: delivery.stream,
    whole: (begun) => chatResponse(served, begun, asked),
    chunks: (begun) => chatChunks(served, begun, asked),
  });
}

/** The conversation, and what form the answer must have. A call that must come begins in the prompt. */
function promptOf(
  { language, constraints }: ServedModel,
  { messages, toolUse, form }: ChatRequest,
): Pick<AnswerRequest, "promptIds" | "constraint"> {
  const { ids } = language.chat.render(messages, toolUse?.tools);
  if (!toolUse?.forced) {
    // What must be JSON from its beginning calls nothing.
    const functions = form.kind === "text" ? (toolUse?.functions ?? []) : [];
    const isHeld = functions.some(({ strict }) => strict);
    const constraint = isHeld ? constraints.calls(functions) : constraints.of(form);
    return { promptIds: ids, constraint };
  }
  const opening = language.tokenizer.encode(`${callOpening}\n`, { addSpecialTokens: false });
  return { promptIds: [...ids, ...opening], constraint: constraints.call(toolUse.forced) };
}

/** One for each answer to a prompt, so that they differ; any integer is one of the 2^32 seeds that there are. */
export const seeds = (seed: number | undefined, n: number): readonly (number | undefined)[] =>
  Array.from({ length: n }, (_, i) => (seed === undefined ? undefined : (seed + i) >>> 0));

function expectTools({ name, chat }: LanguageModel, { toolUse, messages }: ChatRequest): void {
  if (!toolUse && !messages.some(({ role, tool_calls: calls }) => role === "tool" || calls)) return;
  const refuse = (why: string): ApiError =>
    new ApiError(400, `tools are not for ${name}: ${why}; expected them left out`, {
      ...{ param: "tools", code: "unsupported_parameter" },
    });
  if (!chat.takesTools)
    throw refuse(chat.plain ? "it has no chat template" : "its chat template knows none");
  if (!chat.marksToolCalls)
    throw refuse(
      "it does not write calls as <tool_call> with JSON in it, the one form that is read here",
    );
}
