import { setTimeout as sleep } from "node:timers/promises";
import { connectionTo, openBull, queueName, takenBy } from "./bullmq.ts";
import type { RedisAddress } from "./queue-option.ts";
import type { Job, Perform } from "./work-queue.ts";

export interface RedisWorkerOptions {
  readonly address: RedisAddress;
  readonly perform: Perform;
  /** Jobs side by side. */
  readonly concurrency: number;
  /** Seconds after which a job whose worker shows no life is another's. */
  readonly patience: number;
  /** Seconds without work after which it ends; undefined for never. */
  readonly idle: number | undefined;
  /** Ends it, when what is at work is done. */
  readonly signal: AbortSignal;
  readonly onReady: () => void;
  readonly onEnd: (job: Job, seconds: number, error?: unknown) => void;
  /** Called for trouble with the server, which may pass. */
  readonly onTrouble: (error: Error) => void;
}

/** So many workers may be lost over a job before it counts as one that no worker survives. */
const mostLosses = 25;
const lookMilliseconds = 100;

/** Do jobs of a Redis server until the signal comes, or there was none for long. */
export async function runRedisWorker(options: RedisWorkerOptions): Promise<void> {
  const { address, perform, concurrency, patience, idle, signal } = options;
  const { Worker } = await openBull(address);
  const milliseconds = Math.ceil(patience * 1000);
  let [busy, since] = [0, performance.now()];
  const worker = new Worker(
    queueName,
    async ({ id, name, data }) => {
      const job: Job = { key: id, kind: name, work: data };
      const start = performance.now();
      busy++;
      try {
        const value = await perform(job, signal);
        options.onEnd(job, (performance.now() - start) / 1000);
        return value;
      } catch (error) {
        options.onEnd(job, (performance.now() - start) / 1000, error);
        throw error;
      } finally {
        busy--;
        since = performance.now();
      }
    },
    {
      ...{ connection: connectionTo(address), concurrency, maxStalledCount: mostLosses },
      ...{ lockDuration: milliseconds, stalledInterval: milliseconds, drainDelay: 1 },
    },
  );
  worker.on("error", options.onTrouble);
  try {
    await takenBy(worker, address);
  } catch (error) {
    await worker.close(true).catch(() => {}); // there is nothing to wait for
    throw error;
  }
  try {
    options.onReady();
    since = performance.now();
    while (!signal.aborted) {
      if (busy === 0 && idle !== undefined && performance.now() - since > idle * 1000) break;
      await sleep(lookMilliseconds, undefined, { signal }).catch(() => {});
    }
  } finally {
    await worker.close();
  }
}
