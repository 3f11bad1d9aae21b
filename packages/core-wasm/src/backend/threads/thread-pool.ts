import type { KernelExports } from "../exports.generated.ts";
import { Contention } from "./contention.ts";
import {
  ARGUMENT_NUMBERS,
  ARGUMENTS_AT,
  CHUNK_BITS,
  MOST_ARGUMENTS,
  MOST_CHUNKS,
  SCRATCH_AT,
  SCRATCH_BYTES,
  TABLES_AT,
  TABLES_BYTES,
  word,
} from "./control-block.ts";
import { type ChunkArgument, type Job, type JobArgument, valueIn } from "./job.ts";
import type { WorkerHandle } from "./worker-handle.ts";
import { WorkerLostError } from "./worker-lost-error.ts";

/** How often the caller looks whether the last chunks are done before it sleeps: some 200 microseconds, a long chunk. */
const SPINS = 100_000;
/** A ticket with its first chunk taken. */
const NEXT = 1 << CHUNK_BITS;
/** A chunk takes less than a second; after this long its worker is taken for dead. */
const PATIENCE_MS = 30_000;

export interface PoolSettings {
  /** After how long a worker is taken for dead. */
  readonly patienceMs?: number;
  /** Starts as many workers again, over the same memory. */
  readonly start?: () => Promise<readonly WorkerHandle[]>;
}

type ChunkFunction = (...args: number[]) => void;

/**
 * Threads that share a memory and take the chunks of one job after another. The caller takes part and returns when all
 * chunks are done; a worker that sleeps or has died is not waited for, the others do its part.
 */
export class ThreadPool {
  readonly threads: number;
  #workers: readonly WorkerHandle[];
  readonly #functions: ReadonlyMap<string, readonly [index: number, call: ChunkFunction]>;
  readonly #memory: WebAssembly.Memory;
  readonly #control: number;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #mayWait: boolean;
  readonly #patienceMs: number;
  readonly #contention = new Contention();
  #memoryWords: Int32Array;
  #jobs = 0;
  #state: "working" | "resting" | "starting" | "ended" | "lost" = "working";
  /** Settles when the workers that were ended are gone, or those that were started are there. */
  #change: Promise<void> = Promise.resolve();
  /** Counts what changes the workers: one that was overtaken changes nothing more. */
  #turn = 0;
  readonly #start: (() => Promise<readonly WorkerHandle[]>) | undefined;

  constructor(
    workers: readonly WorkerHandle[],
    module: WebAssembly.Module,
    wasm: KernelExports,
    memory: WebAssembly.Memory,
    control: number,
    { patienceMs = PATIENCE_MS, start }: PoolSettings = {},
  ) {
    this.#start = start;
    this.#patienceMs = patienceMs;
    this.threads = workers.length + 1;
    this.#workers = workers;
    const functions = wasm as unknown as Record<string, ChunkFunction>;
    this.#functions = new Map(
      WebAssembly.Module.exports(module).map(({ name }, index) => [
        name,
        [index, functions[name]!],
      ]),
    );
    this.#memory = memory;
    this.#control = control;
    this.#memoryWords = new Int32Array(memory.buffer);
    this.#words = new Int32Array(memory.buffer, control, ARGUMENTS_AT / 4);
    this.#numbers = new Float64Array(
      memory.buffer,
      control + ARGUMENTS_AT,
      ARGUMENT_NUMBERS * MOST_ARGUMENTS,
    );
    this.#mayWait = mayWait(this.#words);
  }

  /** Compute every chunk of a job; its results are there when this returns. */
  run(job: Job): void {
    const { rows, columns = 1 } = job;
    const chunks = rows * columns;
    const found = this.#functions.get(job.kernel);
    if (!found) throw new Error(`wasm: no function ${job.kernel}`);
    const [index, call] = found;
    const start = performance.now();
    if (chunks > 1 && chunks <= MOST_CHUNKS && this.#mayShare() && !this.#contention.pauses(start))
      this.#share(index, call, job, start);
    else if (job.whole) job.whole();
    else for (let chunk = 0; chunk < chunks; chunk++) compute(call, job, chunk);
  }

  /** 1 KiB of scratch for each thread. */
  get scratch(): ChunkArgument {
    return { base: this.#control + SCRATCH_AT, each: SCRATCH_BYTES };
  }

  /** Tables of int32 that chunks may read until the job is done. Gives their address, or 0 when there is no room. */
  writeTables(tables: readonly number[]): number {
    if (4 * tables.length > TABLES_BYTES) return 0;
    const pointer = this.#control + TABLES_AT;
    this.memoryWords.set(tables, pointer / 4);
    return pointer;
  }

  /** The whole shared memory as int32. */
  get memoryWords(): Int32Array {
    // A memory that grew has another buffer; views of the old one end where it ended.
    if (this.#memoryWords.buffer !== this.#memory.buffer)
      this.#memoryWords = new Int32Array(this.#memory.buffer);
    return this.#memoryWords;
  }

  /** End the workers. What is asked for afterwards is computed by the caller alone, until `resume`. */
  async dispose(): Promise<void> {
    if (this.#state !== "lost") this.#state = "ended";
    await this.#end();
  }

  /** End the workers until there is something to share: then others start, and the caller computes alone until they are there. */
  async rest(): Promise<void> {
    if (this.#state !== "working" && this.#state !== "starting") return;
    this.#state = this.#start ? "resting" : "ended";
    await this.#end();
  }

  /** Have workers again, if they were ended. False when one was lost: it may write into a result at any time. */
  async resume(): Promise<boolean> {
    if (this.#state === "lost" || !this.#start) return this.#state === "working";
    if (this.#state !== "working" && this.#state !== "starting") this.#wake(this.#start);
    await this.#change;
    return true;
  }

  #mayShare(): boolean {
    if (this.#state === "resting" && this.#start) this.#wake(this.#start);
    return this.#state === "working";
  }

  #end(): Promise<void> {
    this.#turn++;
    Atomics.store(this.#words, word.quit, 1);
    Atomics.store(this.#words, word.ticket, this.#nextTicket(0));
    Atomics.notify(this.#words, word.ticket);
    const ending = this.#workers;
    const ended = Promise.all(ending.map((worker) => worker.terminate()));
    return this.#afterwards(async () => {
      await ended;
      // Those that were being started when this was asked for.
      if (this.#workers !== ending)
        await Promise.all(this.#workers.map((worker) => worker.terminate()));
      this.#workers = [];
    });
  }

  #wake(start: () => Promise<readonly WorkerHandle[]>): void {
    const turn = ++this.#turn;
    this.#state = "starting";
    this.#afterwards(async () => {
      for (const name of ["quit", "ready", "sleeping", "callerSleeps", "failed"] as const)
        Atomics.store(this.#words, word[name], 0);
      this.#workers = await start();
      if (this.#turn === turn) this.#state = "working"; // else they are to be ended already
    }).catch(() => {
      if (this.#turn === turn) this.#state = "ended";
    });
  }

  /** One change after the other, whatever came of those before: whoever asked for them was told. */
  #afterwards(change: () => Promise<void>): Promise<void> {
    this.#change = this.#change.catch(() => {}).then(change);
    return this.#change;
  }

  #share(index: number, call: ChunkFunction, job: Job, start: number): void {
    const words = this.#words;
    const chunks = job.rows * (job.columns ?? 1);
    this.#write(index, job);
    Atomics.store(words, word.done, 0);
    Atomics.store(words, word.ticket, this.#nextTicket(chunks));
    if (Atomics.load(words, word.sleeping) > 0) Atomics.notify(words, word.ticket);
    let failure: unknown;
    let at = start;
    for (let chunk = this.#take(); chunk >= 0; chunk = this.#take()) {
      try {
        compute(call, job, chunk);
      } catch (error) {
        failure ??= error;
      }
      Atomics.add(words, word.done, 1);
      const end = performance.now();
      this.#contention.chunk(end - at);
      at = end;
    }
    this.#await(chunks, job.kernel);
    const end = performance.now();
    this.#contention.job(end - start, end - at, end);
    const workerFailed = Atomics.exchange(words, word.failed, 0) !== 0;
    if (failure) throw failure;
    if (workerFailed) throw new Error(`wasm: ${job.kernel} failed on a worker thread`);
  }

  #write(index: number, { columns = 1, rows, args }: Job): void {
    const words = this.#words;
    words[word.kernel] = index;
    words[word.argumentCount] = args.length;
    words[word.chunks] = rows * columns;
    words[word.columns] = columns;
    args.forEach((argument, i) => {
      writeArgument(this.#numbers, ARGUMENT_NUMBERS * i, argument);
    });
  }

  #nextTicket(chunks: number): number {
    return (++this.#jobs << (2 * CHUNK_BITS)) | chunks;
  }

  /** A chunk that nobody else has, the first of them, or -1; workers begin at the other end. */
  #take(): number {
    for (;;) {
      const ticket = Atomics.load(this.#words, word.ticket);
      const first = (ticket >>> CHUNK_BITS) & MOST_CHUNKS;
      if (first === (ticket & MOST_CHUNKS)) return -1;
      if (Atomics.compareExchange(this.#words, word.ticket, ticket, ticket + NEXT) === ticket)
        return first;
    }
  }

  #await(chunks: number, kernel: string): void {
    const words = this.#words;
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(words, word.done) === chunks) return;
    const start = performance.now();
    // Asleep, the caller leaves its core to the worker that it waits for.
    if (this.#mayWait) Atomics.store(words, word.callerSleeps, 1);
    for (;;) {
      const done = Atomics.load(words, word.done);
      if (done === chunks) break;
      const left = this.#patienceMs - (performance.now() - start);
      if (left <= 0) {
        this.#state = "lost"; // its chunk may yet be written, or counted: no further job is shared
        void this.dispose();
        throw new WorkerLostError(kernel, chunks - done, this.#patienceMs);
      }
      if (this.#mayWait) Atomics.wait(words, word.done, done, Math.min(100, left));
    }
    Atomics.store(words, word.callerSleeps, 0);
  }
}

function compute(call: ChunkFunction, { columns = 1, args }: Job, chunk: number): void {
  const row = Math.floor(chunk / columns);
  const column = chunk % columns;
  call(...args.map((argument) => valueIn(argument, row, column, 0)));
}

function writeArgument(numbers: Float64Array, at: number, argument: JobArgument): void {
  const varying = typeof argument === "object" ? argument : { base: Number(argument) };
  const { base, down = 0, along = 0, limit = Infinity, each = 0 }: ChunkArgument = varying;
  numbers[at] = base;
  numbers[at + 1] = down;
  numbers[at + 2] = along;
  numbers[at + 3] = limit;
  numbers[at + 4] = each;
}

/** Browsers forbid their main thread to sleep: it looks again and again. */
function mayWait(words: Int32Array): boolean {
  try {
    Atomics.wait(words, word.done, -1, 0);
    return true;
  } catch {
    return false;
  }
}
