import { BatchFolder } from "../batch/batch-folder.ts";
import { folderOptions, retryOptions } from "../batch/batch-options.ts";
import { batchStatus, statusRows } from "../batch/batch-status.ts";
import { computeBatch } from "../batch/compute-batch.ts";
import { commandOf } from "../command-line/define-command.ts";
import { requireOption } from "../command-line/require-option.ts";
import { RunClaim } from "../run-directory/run-claim.ts";
import { Printer, printJson } from "../terminal/printer.ts";

const folderAt = (output: string | undefined): BatchFolder =>
  new BatchFolder(requireOption("output", output, "the folder of a batch"));

/** Dead letters that are shown; all of them are in failed.jsonl. */
const shownLetters = 10;

export const batchStatusCommand = commandOf({
  name: "batch status",
  description: "How far a batch has come, how long it takes yet, and what failed",
  options: folderOptions,
  bare: "output",
  examples: [["qkv batch status --output labels", "while it goes on, or after"]],
  async run({ output, json = false }) {
    const folder = folderAt(output);
    const status = await batchStatus(folder);
    if (json) {
      printJson(status);
      return 0;
    }
    const printer = new Printer();
    printer.line(printer.table(statusRows(status, folder)));
    const { deadLetters } = status;
    for (const { index, id, attempts, reasons } of deadLetters.slice(0, shownLetters))
      printer.say(
        `input ${id === undefined ? index : `${index} (${id})`}, ${attempts} ${attempts === 1 ? "attempt" : "attempts"}: ${reasons.at(-1)}`,
      );
    const more = deadLetters.length - shownLetters;
    if (more > 0) printer.line(`and ${more} more`);
    return 0;
  },
});

export const batchPause = commandOf({
  name: "batch pause",
  description: "Hand nothing more out until it is resumed; what is begun is ended",
  options: folderOptions,
  bare: "output",
  examples: [["qkv batch pause --output labels", "the command that computes it waits"]],
  run: ({ output, json }) => switchPause(folderAt(output), true, json),
});

export const batchResume = commandOf({
  name: "batch resume",
  description: "Let a batch that is paused go on",
  options: folderOptions,
  bare: "output",
  examples: [["qkv batch resume --output labels", "the command that waits goes on"]],
  run: ({ output, json }) => switchPause(folderAt(output), false, json),
});

async function switchPause(folder: BatchFolder, pause: boolean, json = false): Promise<number> {
  await folder.manifest(); // or there is no batch
  await (pause ? folder.pause() : folder.resume());
  const running = RunClaim.holder(folder.ownerFile) !== undefined;
  const printer = new Printer({ json });
  if (json) printJson({ paused: pause, running });
  else if (pause) printer.say(`Paused${running ? "" : ", and nobody computes it now"}.`);
  else if (running) printer.say("It goes on.");
  else
    printer.say(
      `It is no longer paused, and nobody computes it; qkv batch --output ${folder.shown} does.`,
    );
  return 0;
}

export const batchRetry = commandOf({
  name: "batch retry",
  description: "Try the dead letters of a batch again, and whatever is left",
  options: retryOptions,
  bare: "output",
  examples: [["qkv batch retry --output labels", "when the reason is gone"]],
  run: (given) => {
    const folder = folderAt(given.output);
    return computeBatch(folder, given, true, () => folder.manifest());
  },
});
