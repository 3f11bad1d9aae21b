/** Something to be done, as plain data: it may go to another process, or to another machine. */
export interface Job {
  /** The same work has the same key, whoever asks for it. */
  readonly key: string;
  readonly kind: string;
  readonly work: unknown;
}

/** What became of a job: a value, or why there is none. */
export type Settled =
  | { readonly key: string; readonly value: unknown }
  | { readonly key: string; readonly failure: string };

/** Does the work of a job. */
export type Perform = (job: Job, signal: AbortSignal) => Promise<unknown>;

/** Where jobs are done: here, or wherever workers are. */
export interface WorkQueue extends AsyncDisposable {
  /** Jobs that are handed out before the first of them is settled. */
  readonly ahead: number;
  /** Hand a job out; one of this key that is there already is not done again. */
  add(job: Job): Promise<void>;
  /** Those of the jobs handed out that are settled by now; waits for a moment where there are none. */
  settled(signal: AbortSignal): Promise<readonly Settled[]>;
  /** The value is kept elsewhere by now. */
  forget(key: string): Promise<void>;
  /** Take back what nobody has begun; returns the keys. */
  withdraw(): Promise<readonly string[]>;
  /** How many workers there are; undefined where it makes no sense to ask. */
  workers(): Promise<number | undefined>;
}
