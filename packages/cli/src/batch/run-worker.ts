import { CommandError, UsageError } from "../failures/command-error.ts";
import { describeFailure } from "../failures/describe-failure.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer } from "../terminal/printer.ts";
import { ComputeProcess } from "../work-queue/compute-process.ts";
import { runRedisWorker } from "../work-queue/redis-worker.ts";
import type { Job, Perform } from "../work-queue/work-queue.ts";
import { answerInProcess } from "./answer-in-process.ts";
import type { ShardWork } from "./answers.ts";
import type { WorkerOptions } from "./batch-options.ts";
import { expectMachine, type Machine } from "./shard-computer.ts";

/** Work of other kinds than shards, by the kind of its jobs. */
export type OtherWork = Readonly<Record<string, Perform>>;

const usual = { concurrency: 1, patience: 30 };

/** Compute for a Redis server until a signal comes; resolves with the exit code. */
export async function runWorker(options: WorkerOptions, others: OtherWork = {}): Promise<number> {
  const { queue: address, idle, ...given } = options;
  if (address === undefined || address === "local")
    throw new UsageError(
      `--queue is ${address ?? "missing"}, expected the Redis server of the jobs: redis://HOST`,
    );
  expectMachine(options);
  const { concurrency, patience } = { ...usual, ...given };
  const printer = new Printer();
  using interruption = new Interruption(() =>
    printer.say("Stopping when what is at work is done. Once more quits at once."),
  );
  using shards = new ShardProcesses(options);
  const kinds: OtherWork = { shard: (job) => shards.perform(job), ...others };
  await runRedisWorker({
    ...{ address, concurrency, patience, idle, signal: interruption.signal },
    perform: (job, signal) => {
      const perform = Object.hasOwn(kinds, job.kind) ? kinds[job.kind] : undefined;
      if (perform) return perform(job, signal);
      throw new CommandError(`this worker knows no work of the kind ${JSON.stringify(job.kind)}`);
    },
    onReady: () => printer.line(`working for ${address.shown}`),
    onEnd: (job, seconds, error) => printer.line(describeEnd(job, seconds, error)),
    onTrouble: (error) => printer.line(`note: ${describeFailure(error).message}`),
  });
  return 0;
}

function describeEnd({ key, kind, work }: Job, seconds: number, error: unknown): string {
  const { inputs } = Object(work);
  const what = Array.isArray(inputs) ? `${inputs.length} inputs` : kind;
  const end = error === undefined ? "done" : `failed: ${describeFailure(error).message}`;
  return `${key.slice(0, 20)}  ${what}  ${seconds.toFixed(2)} s  ${end}`;
}

/** Processes that compute shards; a shard takes one that is free. */
class ShardProcesses implements Disposable {
  readonly #machine: Machine;
  readonly #free: ComputeProcess[] = [];
  readonly #all: ComputeProcess[] = [];

  constructor({ device, threads }: Machine) {
    this.#machine = { ...(device ? { device } : {}), ...(threads ? { threads } : {}) };
  }

  async perform({ work }: Job): Promise<unknown> {
    const process = this.#free.pop() ?? this.#new();
    try {
      return await answerInProcess(process, expectShard(work), this.#machine);
    } catch (error) {
      process[Symbol.dispose](); // a device may be gone; the next shard gets another process
      throw error;
    } finally {
      this.#free.push(process);
    }
  }

  [Symbol.dispose](): void {
    for (const process of this.#all) process[Symbol.dispose]();
  }

  #new(): ComputeProcess {
    const process = new ComputeProcess();
    this.#all.push(process);
    return process;
  }
}

/** What a server gives may be anybody's. */
function expectShard(work: unknown): ShardWork {
  const { plan, inputs, alone, retries } = Object(work) as Partial<ShardWork>;
  const { task, model, fingerprint, settings, batchSize } = Object(plan) as Partial<
    ShardWork["plan"]
  >;
  const right =
    [task, model, fingerprint].every((one) => typeof one === "string") &&
    typeof settings === "object" &&
    Number.isSafeInteger(batchSize) &&
    batchSize! > 0 &&
    Array.isArray(inputs) &&
    inputs.every((one) => Number.isSafeInteger(Object(one).index)) &&
    typeof alone === "boolean" &&
    Number.isSafeInteger(retries);
  if (right) return work as ShardWork;
  throw new CommandError("a job is no shard of a batch as this version of qkv makes them");
}
