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
  const { choice, delivery, bestOf, maxTokens, echo } = asked;
  const scored = asked.topLogProbs !== undefined;
  const topLogProbs = asked.topLogProbs ?? (bestOf > delivery.n ? 0 : undefined);
  const textOf = (prompt: string | readonly number[]): string =>
    typeof prompt === "string" ? prompt : decode(prompt);
  const echoed = asked.prompts.map((prompt) => (echo ? textOf(prompt) : ""));
  const answers = asked.prompts.flatMap((prompt) => {
    const promptIds = typeof prompt === "string" ? begunWith(tokenizer, prompt) : prompt;
    const room = Math.max(1, served.batch.maxContext - promptIds.length);
    const most = maxTokens ?? Math.min(usualTokens, room);
    return seeds(choice.seed, bestOf).map((seed, i) => ({
      ...{ promptIds, choice: { ...choice, seed }, maxTokens: most, topLogProbs },
      promptLogProbs: echo && scored && i === 0, // the others' prompt is the same
    }));
  });
  return respond(request, context, served, answers, {
    stream: delivery.stream,
    whole: (begun) => completionResponse(served, { answers: begun, echoed }, asked),
    chunks: (begun) => completionChunks(served, { answers: begun, echoed }, asked),
  });
}
