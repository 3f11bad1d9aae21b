import type { Engine } from "./client.ts";
import type { Answer, Ask, CallName, Event } from "./protocol.ts";

/** The answer to a question that changes with a component's state: the last good one stays while the next is computed. */
export interface LiveAnswer<K extends CallName> {
  readonly value: Answer<K> | undefined;
  /** The last event of the question at hand. */
  readonly event: Event<K> | undefined;
  /** Of the question at hand. */
  readonly failure: Error | undefined;
  readonly pending: boolean;
}

/**
 * Ask whenever what `ask` reads changes, and cancel what is no longer asked. undefined asks nothing. To be called while a
 * component is made, as `$effect`.
 */
export function answerTo<K extends CallName>(
  engine: () => Engine,
  kind: K,
  ask: () => Ask<K> | undefined,
): LiveAnswer<K> {
  let value = $state.raw<Answer<K>>();
  let event = $state.raw<Event<K>>();
  let failure = $state.raw<Error>();
  let pending = $state(false);
  $effect(() => {
    const asked = ask();
    if (asked === undefined) return;
    const abort = new AbortController();
    const mine = () => !abort.signal.aborted;
    pending = true;
    event = undefined;
    engine()
      .ask(kind, asked, {
        signal: abort.signal,
        onEvent: (told) => {
          if (mine()) event = told;
        },
      })
      .then(
        (answer) => {
          if (!mine()) return;
          [value, failure, pending] = [answer, undefined, false];
        },
        (reason: Error) => {
          if (!mine()) return;
          [failure, pending] = [reason, false];
        },
      );
    return () => abort.abort(new DOMException("asked otherwise", "AbortError"));
  });
  return {
    get value() {
      return value;
    },
    get event() {
      return event;
    },
    get failure() {
      return failure;
    },
    get pending() {
      return pending;
    },
  };
}
