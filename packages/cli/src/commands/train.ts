import { commandOf } from "../command-line/define-command.ts";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { describeDevice } from "../compute-device/describe-device.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import { requireReportFolder } from "../report/require-report-folder.ts";
import { type TrainOptions, trainOptions } from "../settings/train-options.ts";
import { formatCount } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer } from "../terminal/printer.ts";
import { formatTable } from "../terminal/table.ts";
import { printClosingWords } from "../training/closing-words.ts";
import { gptTask } from "../training/gpt-task.ts";
import { newRun } from "../training/new-run.ts";
import { resumedRun, type StoredRun, storedRun } from "../training/resumed-run.ts";
import { seq2seqTask } from "../training/seq2seq-task.ts";
import { trainSteps } from "../training/train-steps.ts";
import type { TrainingRun } from "../training/training-run.ts";
import type { TaskKind } from "../training/training-task.ts";
import { writeReport } from "../training/write-report.ts";

export const train = commandOf({
  name: "train",
  description: "Train a GPT on text, or an encoder-decoder on pairs of sequences",
  options: trainOptions,
  examples: [
    ["qkv train --data book", "a minute on Moby Dick"],
    ["qkv train --data notes.txt --preset nanogpt-cpu --out runs/notes", "your own text"],
    ["qkv train --resume runs/notes --steps 4000", "go on, bit for bit where it stopped"],
    [
      "qkv train --data book --preset tiny --layers 3 --json > losses.jsonl",
      "figures for a program",
    ],
    [
      "qkv train --task seq2seq --data pairs.tsv",
      "source TAB target lines, symbols between spaces; an encoder-decoder",
    ],
    ["qkv train --data book --report report.html", "with a page of curves and figures"],
    ["qkv train --data book --preset baby --device webgpu", "a larger model, on the GPU"],
  ],
  run: runTrain,
});

async function runTrain(options: TrainOptions): Promise<number> {
  await using compute = await openDevice(options);
  if (options.report !== undefined) requireReportFolder(options.report);
  const json = options.json ?? false;
  const printer = new Printer({ json });
  using interruption = new Interruption(() =>
    printer.line("\nStopping: the step under way is finished and saved. Once more quits at once."),
  );
  const session = { options, compute, json, printer, interruption };
  const stored =
    options.resume === undefined ? undefined : await storedRun(options.resume, options);
  const task = stored?.config.task ?? options.task ?? "gpt";
  // Awaited here, or the interruption would be disposed of before the training begins.
  return task === "gpt"
    ? await trainTask(gptTask, stored, session)
    : await trainTask(seq2seqTask, stored, session);
}

/** Threads are those of WASM. */
async function openDevice({ device, threads: given }: TrainOptions): Promise<ComputeDevice> {
  const threads = given ?? 1;
  if (device === "webgpu") refuseThreads(given, device);
  expectThreads(threads);
  return ComputeDevice.open(device, device === "webgpu" ? undefined : threads);
}

interface Session {
  readonly options: TrainOptions;
  readonly compute: ComputeDevice;
  readonly json: boolean;
  readonly printer: Printer;
  readonly interruption: Interruption;
}

async function trainTask<B>(
  kind: TaskKind<B>,
  stored: StoredRun | undefined,
  session: Session,
): Promise<number> {
  const { options, compute, printer, interruption } = session;
  const { signal } = interruption;
  let run: TrainingRun<B>;
  try {
    const load = { printer, signal, compute };
    run = stored
      ? await resumedRun(kind, stored, options, load)
      : await newRun(kind, options, load);
  } catch (error) {
    if (!interruption.stopped) throw error;
    printer.line("Stopped before the first step; nothing was saved.");
    return interruption.exitCode;
  }
  const { heldOut } = run.task;
  printer.line(describeRun(run, compute));
  using compilation = new CompilationNotice(compute.device, printer);
  await trainSteps(run, { ...session, onFirstStep: () => compilation.end() });
  if (!interruption.stopped && !heldOut.known) await heldOut.atTheEnd(printer);
  const samples = interruption.stopped ? [] : await run.task.finalSamples(signal);
  if (options.report !== undefined) await writeReport(options.report, run, samples);
  if (interruption.stopped) {
    printer.line(describeStop(run));
    return interruption.exitCode;
  }
  printClosingWords(run, samples, printer);
  if (options.report !== undefined) printer.line(`\nReport: ${options.report}`);
  return 0;
}

function describeRun<B>(
  { prepared, directory, task }: TrainingRun<B>,
  { device }: ComputeDevice,
): string {
  const { settings, description } = prepared;
  const { trainer } = task;
  const from = trainer.step > 0 ? `from step ${trainer.step} ` : "";
  const parameters = formatCount(trainer.options.model.numParameters());
  return formatTable([
    ...description,
    ["size", `${parameters} parameters`],
    ["device", describeDevice(device)],
    ["run", `${from}to step ${settings.steps}, seed ${settings.seed}, in ${directory.shown}`],
  ]);
}

function describeStop<B>({ task, prepared, directory, checkpoint }: TrainingRun<B>): string {
  if (checkpoint.savedStep === 0) return "Stopped before the first step; nothing was saved.";
  const command = `${ownCommand()} train --resume ${shellQuote(directory.shown)}`;
  return (
    `Stopped after step ${task.trainer.step} of ${prepared.settings.steps}, saved in ${directory.shown}. ` +
    `Go on with:\n  ${command}`
  );
}
