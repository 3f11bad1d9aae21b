import type { OpenModels } from "./open-models.ts";
import type { Answer, Ask, CallName, Event } from "./protocol.ts";

/** What a request has beside what is asked. */
export interface RequestContext<K extends CallName> {
  readonly models: OpenModels;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Say something on the way. */
  tell(event: Event<K>): void;
}

/** Answers one kind of call. */
export type Request<K extends CallName> = (
  ask: Ask<K>,
  context: RequestContext<K>,
) => Promise<Answer<K>>;
