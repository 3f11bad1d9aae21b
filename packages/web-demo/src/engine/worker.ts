import { init } from "@qkv/nn";
import { OpenModels } from "./open-models.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { requests } from "./requests/index.ts";
import { transferable } from "./transferable.ts";

const running = new Map<number, AbortController>();
let models: OpenModels | undefined;

const send = (message: FromWorker) => postMessage(message, { transfer: transferable(message) });

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "start") models = new OpenModels(data.base);
  else if (data.type === "cancel") running.get(data.id)?.abort();
  else void answer(data);
};

/** Threads need shared memory, which a page has that is cross-origin isolated. */
const device = init({ threads: self.crossOriginIsolated ? "auto" : 1 });

async function answer({ id, kind, ask }: ToWorker & { readonly type: "ask" }): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  try {
    await device;
    await nextTurn(); // what was cancelled meanwhile is not begun
    abort.signal.throwIfAborted();
    const handle = requests[kind] as (ask: unknown, context: unknown) => Promise<unknown>;
    const answered = await handle(ask, {
      models,
      signal: abort.signal,
      tell: (event: unknown) => send({ type: "event", id, event }),
    });
    send({ type: "answer", id, answer: answered });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    send({ type: "failure", id, name, message });
  } finally {
    running.delete(id);
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
