import { CommandError } from "../failures/command-error.ts";
import { Counter } from "../terminal/counter.ts";
import { formatCount } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { drain } from "../work-queue/drain.ts";
import type { Job, Settled, WorkQueue } from "../work-queue/work-queue.ts";
import { type Answer, expectAnswers, type PlacedInput, type ShardWork } from "./answers.ts";
import { type BatchFolder, placed } from "./batch-folder.ts";
import type { Manifest, Shard } from "./manifest.ts";

export interface BatchRun {
  readonly folder: BatchFolder;
  readonly manifest: Manifest;
  readonly queue: WorkQueue;
  /** Further attempts at an input that fails. */
  readonly retries: number;
  /** Whether the dead letters are tried again, too. */
  readonly revive: boolean;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

/** Shards that fail as a whole, one after the other and before any is answered, after which there is no use in going on. */
const hopeless = 2;
/** Reasons that are shown as they come; all of them are in the list of the dead. */
const mostNotes = 5;

type ShardJob = Job & { readonly shard: Shard; readonly work: ShardWork };

/** Have every shard answered that is not yet, and each answer kept once. */
export async function runBatch(run: BatchRun): Promise<void> {
  const { folder, manifest, queue, printer, signal } = run;
  let done = await answered(folder, manifest);
  const counter = new Counter(printer, {
    ...{ label: manifest.asked, unit: "inputs", delay: 1000, from: done },
  });
  let [answers, failures, notes] = [0, 0, 0];
  const onSettled = async (settled: Settled, job: Job): Promise<void> => {
    const { shard, work } = job as ShardJob;
    const made = answersOf(settled, work.inputs);
    if ("failure" in settled) failures++;
    else answers++;
    if (answers === 0 && failures >= hopeless && "failure" in settled)
      throw new CommandError(`no part of the batch could be computed: ${settled.failure}`);
    const kept = (await folder.answersOf(shard.hash)) ?? [];
    const others = kept.filter(({ index }) => !made.some((one) => one.index === index));
    const all = [...others, ...made].toSorted((a, b) => a.index - b.index);
    await folder.keepAnswers(shard.hash, all);
    for (const answer of made)
      if ("failed" in answer && notes++ < mostNotes)
        printer.say(`note: input ${formatCount(answer.index)} failed: ${answer.failed.at(-1)}`);
    if (kept.length === 0) done += shard.inputs;
    counter.update(done, manifest.inputs);
  };
  try {
    await drain(queue, jobsOf(run), { signal, isPaused: () => folder.paused, onSettled });
  } finally {
    counter.end();
  }
}

/** Inputs that are answered, or failed. */
async function answered(folder: BatchFolder, { shards }: Manifest): Promise<number> {
  const there = await folder.answerTimes();
  return shards.reduce((sum, { hash, inputs }) => sum + (there.has(hash) ? inputs : 0), 0);
}

async function* jobsOf({ folder, manifest, retries, revive }: BatchRun): AsyncGenerator<ShardJob> {
  const { plan, shards } = manifest;
  for (const shard of shards) {
    const { hash, from } = shard;
    const kept = await folder.answersOf(hash);
    const failed = kept?.filter((answer) => "failed" in answer) ?? [];
    if (kept && (!revive || failed.length === 0)) continue;
    const wanted = new Set(failed.map(({ index }) => index));
    const all = placed(await folder.inputsOf(hash), from);
    const inputs = kept ? all.filter(({ index }) => wanted.has(index)) : all;
    const attempt = Math.max(0, ...failed.map((one) => one.failed.length));
    const key = kept ? `shard-${hash}-after-${attempt}` : `shard-${hash}`;
    yield { key, kind: "shard", shard, work: { plan, inputs, alone: kept !== undefined, retries } };
  }
}

function answersOf(settled: Settled, inputs: readonly PlacedInput[]): readonly Answer[] {
  const failed = (reason: string) => inputs.map(({ index }) => ({ index, failed: [reason] }));
  if ("failure" in settled) return failed(settled.failure);
  try {
    return expectAnswers(settled.value, inputs);
  } catch (error) {
    return failed((error as TypeError).message);
  }
}
