import { word } from "./control-block.ts";
import { inNode } from "./node-modules.ts";
import { startNodeWorker } from "./node-workers.ts";
import { startWebWorker, type WorkerOrigin } from "./web-workers.ts";
import type { WorkerHandle } from "./worker-handle.ts";
import type { WorkerSettings } from "./worker-source.ts";

const PATIENCE_MS = 30_000;

/** Start `count` workers, in a page from `origin`, and wait until all of them look for work. */
export async function startWorkers(
  count: number,
  settings: Omit<WorkerSettings, "thread">,
  origin?: WorkerOrigin,
): Promise<readonly WorkerHandle[]> {
  let failure: Error | undefined;
  const start = inNode() ? startNodeWorker : startWebWorker;
  const workers = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      start(
        { ...settings, thread: i + 1 },
        (error) => {
          failure ??= error;
        },
        origin,
      ),
    ),
  );
  const words = new Int32Array(settings.memory.buffer, settings.control);
  for (const since = performance.now(); Atomics.load(words, word.ready) < count; ) {
    if (performance.now() - since > PATIENCE_MS) failure ??= new Error("it did not start in time");
    if (failure) {
      await Promise.all(workers.map((worker) => worker.terminate()));
      throw new Error(`wasm: a worker thread failed: ${failure.message}`, { cause: failure });
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return workers;
}
