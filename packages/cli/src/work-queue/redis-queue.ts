import { setTimeout as sleep } from "node:timers/promises";
import { type BullQueue, connectionTo, openBull, queueName, takenBy } from "./bullmq.ts";
import type { RedisAddress } from "./queue-option.ts";
import type { Job, Settled, WorkQueue } from "./work-queue.ts";

/** Jobs in the server at a time: enough for many workers, and little for its memory. */
const ahead = 64;
/** How often is asked what has become of them. */
const pollMilliseconds = 100;
/** Seconds that the server keeps what nobody has fetched. */
const keptFor = 7 * 24 * 3600;

/**
 * Jobs by way of BullMQ on a Redis server, done by whoever is a worker of it. The server may lose what it has: a job that
 * it does not know any more is handed out again, under the same key, so that one which is only slow to appear is not done twice.
 */
export class RedisQueue implements WorkQueue {
  readonly ahead = ahead;
  readonly #queue: BullQueue;
  readonly #attempts: number;
  readonly #out = new Map<string, Job>();

  private constructor(queue: BullQueue, attempts: number) {
    this.#queue = queue;
    this.#attempts = attempts;
  }

  /** `attempts`: how often a job is tried by workers that cannot do it. @throws CommandError */
  static async open(address: RedisAddress, attempts: number): Promise<RedisQueue> {
    const { Queue } = await openBull(address);
    const queue = new Queue(queueName, { connection: connectionTo(address) });
    try {
      await takenBy(queue, address);
    } catch (error) {
      await queue.close().catch(() => {});
      throw error;
    }
    return new RedisQueue(queue, attempts);
  }

  async add(job: Job): Promise<void> {
    const { key, kind, work } = job;
    this.#out.set(key, job);
    // What failed when somebody asked before is tried anew.
    if ((await this.#queue.getJobState(key)) === "failed") await this.#queue.remove(key);
    await this.#queue.add(kind, work, {
      ...{ jobId: key, attempts: this.#attempts, backoff: { type: "exponential", delay: 500 } },
      ...{ removeOnComplete: { age: keptFor }, removeOnFail: { age: keptFor } },
    });
  }

  async settled(signal: AbortSignal): Promise<readonly Settled[]> {
    const jobs = [...this.#out.values()];
    const states = await Promise.all(jobs.map(({ key }) => this.#queue.getJobState(key)));
    const found: Settled[] = [];
    for (const [i, job] of jobs.entries()) {
      const { key } = job;
      if (states[i] === "unknown") await this.add(job);
      if (states[i] !== "completed" && states[i] !== "failed") continue;
      const settled = await this.#queue.getJob(key);
      if (!settled) continue; // lost meanwhile
      const failure = settled.failedReason || "a worker gave no reason";
      found.push(
        states[i] === "completed" ? { key, value: settled.returnvalue } : { key, failure },
      );
    }
    if (found.length === 0) await sleep(pollMilliseconds, undefined, { signal }).catch(() => {});
    return found;
  }

  async forget(key: string): Promise<void> {
    this.#out.delete(key);
    await this.#queue.remove(key);
  }

  async withdraw(): Promise<readonly string[]> {
    const withdrawn: string[] = [];
    for (const key of [...this.#out.keys()]) {
      const state = await this.#queue.getJobState(key);
      if (!["waiting", "delayed", "prioritized", "unknown"].includes(state)) continue;
      // One that a worker has taken at this very moment is locked, and stays.
      if (state !== "unknown" && (await this.#queue.remove(key).catch(() => 0)) === 0) continue;
      this.#out.delete(key);
      withdrawn.push(key);
    }
    return withdrawn;
  }

  async workers(): Promise<number> {
    return this.#queue.getWorkersCount();
  }

  /** What is handed out stays for the workers. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close();
  }
}
