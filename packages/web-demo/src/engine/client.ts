import type { Answer, Ask, CallName, Event, FromWorker, ToWorker } from "./protocol.ts";

export interface AskOptions<K extends CallName> {
  /** Ends the work; the promise rejects with its reason at once. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event<K>) => void;
}

/** What computes, as the page sees it. */
export interface Engine {
  ask<K extends CallName>(kind: K, ask: Ask<K>, options?: AskOptions<K>): Promise<Answer<K>>;
  /** What views keep of their work in this worker while one looks at others, each under its own name. */
  readonly kept: Map<string, unknown>;
  dispose(): void;
}

/** What went wrong in the worker, in its words; `name` is the error's own, such as "ModelFolderError". */
class EngineError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

interface Waiting {
  onEvent(event: unknown): void;
  resolve(answer: unknown): void;
  reject(reason: unknown): void;
}

/** The engine in a worker, which is started when something is asked. `base` is where models/ lies. */
export function startEngine(base: string, makeWorker: () => Worker): Engine {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let asked = 0;

  function started(): Worker {
    if (worker) return worker;
    worker = makeWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const one = waiting.get(data.id);
      if (!one) return; // it was cancelled
      if (data.type === "event") return one.onEvent(data.event);
      waiting.delete(data.id);
      if (data.type === "answer") one.resolve(data.answer);
      else one.reject(new EngineError(data.name, data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      fail(new EngineError("WorkerError", event.message || "the worker could not be started"));
    };
    send({ type: "start", base });
    return worker;
  }

  function fail(reason: Error): void {
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
    worker?.terminate();
    worker = undefined; // the next question starts another
  }

  const send = (message: ToWorker) => started().postMessage(message);

  return {
    kept: new Map(),
    ask(kind, ask, { signal, onEvent } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const id = ++asked;
        const cancel = () => {
          if (!waiting.delete(id)) return;
          send({ type: "cancel", id });
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", cancel, { once: true });
        const settled = () => signal?.removeEventListener("abort", cancel);
        waiting.set(id, {
          onEvent: (event) => onEvent?.(event as Event<typeof kind>),
          resolve(answer) {
            settled();
            resolve(answer as Answer<typeof kind>);
          },
          reject(reason) {
            settled();
            reject(reason);
          },
        });
        send({ type: "ask", id, kind, ask });
      });
    },
    dispose: () => fail(new EngineError("AbortError", "the explorer was closed")),
  };
}
