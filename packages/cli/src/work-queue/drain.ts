import { setTimeout as sleep } from "node:timers/promises";
import type { Job, Settled, WorkQueue } from "./work-queue.ts";

export interface Draining {
  /** Stops the handing out; what workers have begun they end without us. */
  readonly signal: AbortSignal;
  /** While it says so nothing is handed out, and what nobody has begun is taken back. */
  readonly isPaused?: () => boolean;
  /** Called for each job once; when it resolves, the queue may forget the value. */
  readonly onSettled: (settled: Settled, job: Job) => Promise<void>;
}

const pausedMilliseconds = 200;

/** Have all jobs done, a few of them ahead, in any order; resolves when they are, or the signal stops it. */
export async function drain(
  queue: WorkQueue,
  jobs: AsyncIterable<Job>,
  { signal, isPaused = () => false, onSettled }: Draining,
): Promise<void> {
  const source = jobs[Symbol.asyncIterator]();
  const [out, again] = [new Map<string, Job>(), [] as Job[]];
  let ended = false;
  const next = async (): Promise<Job | undefined> => {
    const before = again.shift();
    if (before || ended) return before;
    const { done, value } = await source.next();
    ended = done === true;
    return ended ? undefined : value;
  };
  while (!signal.aborted) {
    if (isPaused()) {
      for (const key of await queue.withdraw()) {
        again.push(out.get(key)!);
        out.delete(key);
      }
      if (out.size === 0) {
        await sleep(pausedMilliseconds, undefined, { signal }).catch(() => {});
        continue;
      }
    } else
      while (out.size < queue.ahead && !signal.aborted) {
        const job = await next();
        if (!job) break;
        out.set(job.key, job);
        await queue.add(job);
      }
    if (out.size === 0) return;
    for (const one of await queue.settled(signal)) {
      await onSettled(one, out.get(one.key)!);
      out.delete(one.key);
      await queue.forget(one.key);
    }
  }
}
