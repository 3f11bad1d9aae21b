import { describeFailure } from "../failures/describe-failure.ts";
import type { Job, Perform, Settled, WorkQueue } from "./work-queue.ts";

/** A queue without a server: jobs are done in this process, so many side by side, when somebody waits for them. */
export class LocalQueue implements WorkQueue {
  readonly ahead: number;
  readonly #perform: Perform;
  readonly #running = new Map<string, Promise<Settled | undefined>>();
  readonly #added: Job[] = [];

  constructor(perform: Perform, sideBySide = 1) {
    this.#perform = perform;
    this.ahead = sideBySide;
  }

  async add(job: Job): Promise<void> {
    this.#added.push(job);
  }

  async settled(signal: AbortSignal): Promise<readonly Settled[]> {
    for (const job of this.#added.splice(0)) this.#running.set(job.key, this.#do(job, signal));
    const first = await Promise.race(this.#running.values());
    return first ? [first] : [];
  }

  async forget(key: string): Promise<void> {
    this.#running.delete(key);
  }

  async withdraw(): Promise<readonly string[]> {
    return this.#added.splice(0).map(({ key }) => key);
  }

  async workers(): Promise<undefined> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** undefined of one that was stopped. */
  async #do(job: Job, signal: AbortSignal): Promise<Settled | undefined> {
    const { key } = job;
    try {
      return { key, value: await this.#perform(job, signal) };
    } catch (error) {
      return signal.aborted ? undefined : { key, failure: describeFailure(error).message };
    }
  }
}
