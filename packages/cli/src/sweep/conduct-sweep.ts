import { basename } from "node:path";
import { writeFileSafely } from "@qkv/nn/node";
import { CommandError } from "../failures/command-error.ts";
import { Interruption } from "../terminal/interruption.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import { LocalQueue } from "../work-queue/local-queue.ts";
import type { QueueChoice } from "../work-queue/queue-option.ts";
import { RedisQueue } from "../work-queue/redis-queue.ts";
import type { WorkQueue } from "../work-queue/work-queue.ts";
import { standings, sweepTable } from "./describe-sweep.ts";
import { isMeasured, runSweep } from "./run-sweep.ts";
import { runTrial } from "./run-trial.ts";
import type { SweepFolder, SweepPlan } from "./sweep-folder.ts";
import { sweepPage } from "./sweep-page.ts";
import type { Trial } from "./trials.ts";

export interface ConductOptions {
  readonly queue?: QueueChoice;
  /** Trainings side by side, where they are done here. */
  readonly concurrency?: number;
  /** This trial alone, among others that are done elsewhere; it leaves the folder to all of them. */
  readonly trial?: number;
  readonly json?: boolean;
}

/** Attempts of workers: one that is stopped leaves a trial to another. */
const attempts = 10;

const queueOf = async ({ queue = "local", concurrency = 1 }: ConductOptions): Promise<WorkQueue> =>
  queue === "local" ? new LocalQueue(runTrial, concurrency) : RedisQueue.open(queue, attempts);

/** Train what there is to train of a sweep, and say what came of it; resolves with the exit code. */
export async function conductSweep(
  folder: SweepFolder,
  plan: SweepPlan,
  all: readonly Trial[],
  options: ConductOptions,
): Promise<number> {
  const { trial: only, json = false } = options;
  const printer = new Printer({ json });
  using interruption = new Interruption(() =>
    printer.say("\nStopping: trainings under way are saved. Once more quits at once."),
  );
  const { signal } = interruption;
  const trials = only === undefined ? all : all.filter(({ number }) => number === only);
  if (only === undefined) await folder.claim();
  try {
    await folder.begin(plan);
    await using queue = await queueOf(options);
    await runSweep({ folder, plan, trials, queue, printer, signal });
  } finally {
    folder.release();
  }
  if (interruption.stopped) {
    printer.say("Stopped; the same command goes on.");
    return interruption.exitCode;
  }
  return only === undefined ? conclude(folder, plan, json, printer) : concludeOne(folder, only);
}

async function concludeOne(folder: SweepFolder, only: number): Promise<number> {
  const own = (await folder.records()).filter(({ trial }) => trial === only);
  return own.some(isMeasured) ? 0 : 1;
}

async function conclude(
  folder: SweepFolder,
  plan: SweepPlan,
  json: boolean,
  printer: Printer,
): Promise<number> {
  const records = await folder.records();
  const order = standings(records, plan);
  const page = sweepPage(basename(folder.path), plan, records);
  await writeFileSafely(folder.page, new TextEncoder().encode(page));
  const best = order.find(isMeasured);
  if (json) printJson({ best: best ?? null, trials: order, page: folder.page });
  printer.line(sweepTable(order, plan, printer));
  if (!best)
    throw new CommandError(
      `no trial came to an end; what they said is in ${pathFromHere(folder.log(order[0]?.trial ?? 0))} and beside it`,
    );
  printer.line(`\nThe page: ${pathFromHere(folder.page)}`);
  const run = shellQuote(pathFromHere(folder.run(best.trial)));
  printer.line(
    `The best goes on by: ${ownCommand()} train --resume ${run} --steps ${2 * best.step}`,
  );
  return 0;
}
