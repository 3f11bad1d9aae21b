import { begunWith } from "../../language-model/chat-form.ts";
import { completionChunks, completionResponse } from "../answers/completion-answer.ts";
import { completionRequest } from "../requests/completion-request.ts";
import { respond } from "./answering.ts";
import { seeds } from "./chat-completions.ts";
import type { ServerRequest } from "./exchange.ts";
import type { ServerContext } from "./server-context.ts";

/** Of an answer whose length nobody says. */
const usualTokens = 16;

/** POST /v1/completions */
export async function completions(
  context: ServerContext,
  request: ServerRequest,
): Promise<Response> {
  const asked = completionRequest(await request.get("exchange").body());
  const served = context.models.language(asked.model);
  const { tokenizer, decode } = served.language;
  const { choice, delivery, maxTokens, topLogProbs, echo } = asked;
  const perAnswer = asked.prompts.flatMap((prompt) =>
    seeds(choice.seed, delivery.n).map((seed) => ({ prompt, seed })),
  );
  const textOf = (prompt: string | readonly number[]): string =>
    typeof prompt === "string" ? prompt : decode(prompt);
  const before = perAnswer.map(({ prompt }) => (echo ? textOf(prompt) : ""));
  const answers = perAnswer.map(({ prompt, seed }) => {
    const promptIds = typeof prompt === "string" ? begunWith(tokenizer, prompt) : prompt;
    const room = Math.max(1, served.batch.maxContext - promptIds.length);
    const most = maxTokens ?? Math.min(usualTokens, room);
    return { promptIds, choice: { ...choice, seed }, maxTokens: most, topLogProbs };
  });
  return respond(request, context, served, answers, {
    stream: delivery.stream,
    whole: (begun) => completionResponse(served, { answers: begun, before }, asked),
    chunks: (begun) => completionChunks(served, { answers: begun, before }, asked),
  });
}
