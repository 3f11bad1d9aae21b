import { formatCount, formatDuration } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import type { QueueChoice } from "../work-queue/queue-option.ts";
import type { BatchFolder, DeadLetter } from "./batch-folder.ts";
import { openBatchQueue } from "./batch-queue.ts";
import { batchStatus } from "./batch-status.ts";
import type { Manifest } from "./manifest.ts";
import { runBatch } from "./run-batch.ts";
import { expectMachine, type Machine } from "./shard-computer.ts";

export interface ComputeOptions extends Machine {
  readonly queue?: QueueChoice;
  readonly retries?: number;
  readonly json?: boolean;
}

const usualRetries = 2;

/** Claim a folder, get its batch by `begin`, have it computed, and say what came of it; resolves with the exit code. */
export async function computeBatch(
  folder: BatchFolder,
  options: ComputeOptions,
  revive: boolean,
  begin: (printer: Printer) => Promise<Manifest>,
): Promise<number> {
  const { queue: choice = "local", retries = usualRetries, json = false } = options;
  expectMachine(options);
  const printer = new Printer({ json });
  using interruption = new Interruption(() =>
    printer.say("\nStopping: what is answered is kept. Once more quits at once."),
  );
  const { signal } = interruption;
  await folder.claim();
  try {
    const manifest = await begin(printer);
    await using queue = await openBatchQueue(choice, options, printer);
    const { inputs, shards } = manifest;
    printer.say(
      `${manifest.asked}: inputs ${formatCount(inputs)}, shards ${formatCount(shards.length)}, in ${folder.shown}`,
    );
    if (folder.paused) printer.say(`It is paused; go on by ${command("resume", folder)}`);
    const start = performance.now();
    await runBatch({ folder, manifest, queue, retries, revive, printer, signal });
    if (interruption.stopped) {
      printer.say(`Stopped; go on by ${command("", folder)}`);
      return interruption.exitCode;
    }
    const dead = await folder.writeResults(manifest);
    const milliseconds = performance.now() - start;
    await conclude({ folder, dead, json, milliseconds }, printer);
    return dead.length === 0 ? 0 : 1;
  } finally {
    folder.release();
  }
}

interface Outcome {
  readonly folder: BatchFolder;
  readonly dead: readonly DeadLetter[];
  readonly json: boolean;
  readonly milliseconds: number;
}

async function conclude(
  { folder, dead, json, milliseconds }: Outcome,
  printer: Printer,
): Promise<void> {
  const { inputs, answered, failed } = await batchStatus(folder);
  const results = pathFromHere(folder.results);
  printer.say(
    `${formatCount(answered)} of ${formatCount(inputs)} inputs answered in ${formatDuration(milliseconds)}: ${results}`,
  );
  if (dead.length > 0)
    printer.say(
      `${formatCount(failed)} failed, with reasons in ${pathFromHere(folder.failed)}; once more by ${command("retry", folder)}`,
    );
  if (json)
    printJson({ inputs, answered, failed, seconds: milliseconds / 1000, results: folder.results });
}

const command = (verb: string, folder: BatchFolder): string =>
  `${ownCommand()} batch ${verb === "" ? "" : `${verb} `}--output ${shellQuote(folder.shown)}`;
