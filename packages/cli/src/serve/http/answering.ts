import type { Answer, AnswerRequest } from "../../language-model/answer.ts";
import { eventStream } from "../answers/event-stream.ts";
import type { ServedModel } from "../answers/served-model.ts";
import type { Exchange, ServerRequest } from "./exchange.ts";
import type { ServerContext } from "./server-context.ts";

/** What a route does with answers that have begun. */
interface Told {
  readonly stream: boolean;
  readonly whole: (answers: readonly Answer[]) => Promise<object>;
  readonly chunks: (answers: readonly Answer[]) => AsyncGenerator<object, void, void>;
}

type AskedFor = Omit<AnswerRequest, "signal" | "onToken">;

/** Begin answers, and respond with them as they come, or when they are whole. */
export async function respond(
  request: ServerRequest,
  { metrics }: ServerContext,
  served: ServedModel,
  asked: readonly AskedFor[],
  { stream, whole, chunks }: Told,
): Promise<Response> {
  const exchange = request.get("exchange");
  const { scope } = exchange;
  const { name } = served.language;
  const onToken = (answer: Answer): void => {
    if (answer.ids.length === 1) metrics.firstToken(name, answer, exchange.milliseconds);
    metrics.tokens(name, 1);
  };
  const answers = served.answers(asked.map((one) => ({ ...one, signal: scope.signal, onToken })));
  if (stream)
    return eventStream(exchange.streamed(timed(chunks(answers), served, exchange)), () =>
      scope.end(),
    );
  const response = await whole(answers);
  served.took(exchange.milliseconds);
  return request.json(exchange.answered(response));
}

/** The same; how long all of it took tells others how long they will wait. */
async function* timed(
  events: AsyncGenerator<object, void, void>,
  served: ServedModel,
  exchange: Exchange,
): AsyncGenerator<object, void, void> {
  yield* events;
  served.took(exchange.milliseconds);
}
