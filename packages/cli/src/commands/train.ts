import {
  type Amount,
  type PreparedTraining,
  type Recipe,
  recipeOf,
  recipes,
} from "@qkv/nn/recipes";
import { commandOf } from "../command-line/define-command.ts";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { describeDevice } from "../compute-device/describe-device.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import { CommandError } from "../failures/command-error.ts";
import { requireReportFolder } from "../report/require-report-folder.ts";
import { formatCount } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { outputFailure } from "../terminal/output-failure.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import { printClosingWords } from "../training/closing-words.ts";
import { fineTuningRun } from "../training/fine-tuning-run.ts";
import { newRun } from "../training/new-run.ts";
import { resumedRun, type StoredRun, storedRun } from "../training/resumed-run.ts";
import { scoreAtTheEnd } from "../training/score-at-the-end.ts";
import { type TrainOptions, trainGroups, trainOptions } from "../training/train-options.ts";
import { trainSteps } from "../training/train-steps.ts";
import type { AssembledRun } from "../training/training-run.ts";
import { writeReport } from "../training/write-report.ts";

export const train = commandOf({
  name: "train",
  description:
    "Train a GPT on text, an encoder-decoder on pairs of sequences, or a published model further",
  options: trainOptions,
  groups: trainGroups,
  examples: [
    ["qkv train --data book", "a minute on Moby Dick"],
    ["qkv train --data notes.txt --preset nanogpt-cpu --out runs/notes", "your own text"],
    ["qkv train --data book --tokenizer bpe:1000", "on subwords instead of characters"],
    ["qkv train --resume runs/notes --steps 4000", "go on, bit for bit where it stopped"],
    [
      "qkv train --data book --preset tiny --layers 3 --json > losses.jsonl",
      "figures for a program",
    ],
    [
      "qkv train --task seq2seq --data pairs.tsv",
      "source TAB target lines, symbols between spaces; an encoder-decoder",
    ],
    [
      "qkv train --model stories260K --data notes.txt --lora 8",
      "a published model, by adapters in front of its weights",
    ],
    ["qkv train --model bert --data labels.csv", "an encoder, on texts and labels"],
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
    printer.say("\nStopping: the step under way is finished and saved. Once more quits at once."),
  );
  const session = { options, compute, json, printer, interruption };
  const stored =
    options.resume === undefined ? undefined : await storedRun(options.resume, options);
  const chosen = recipes.find(({ name }) => name === options.task) ?? recipes[0];
  // Awaited here, or the interruption would be disposed of before the training begins.
  return await trainWith(chosen, stored, session);
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

async function trainWith(
  recipe: Recipe,
  stored: StoredRun | undefined,
  session: Session,
): Promise<number> {
  const { options, compute, printer, interruption } = session;
  const { signal } = interruption;
  let run: AssembledRun;
  try {
    const load = { printer, signal, compute };
    if (stored) run = await resumedRun(recipeOf(stored.folder), stored, options, load);
    else if (options.model !== undefined) run = await fineTuningRun(options.model, options, load);
    else run = await newRun(recipe, options, load);
  } catch (error) {
    if (!interruption.stopped) throw error;
    printer.say(nothingSaved);
    return interruption.exitCode;
  }
  const { heldOut } = run.run;
  printer.line(printer.table(runFacts(run, compute)));
  using compilation = new CompilationNotice(compute.device, printer);
  await trainSteps(run, { ...session, onFirstStep: () => compilation.end() });
  if (!interruption.stopped && !heldOut.score) await scoreAtTheEnd(heldOut, printer);
  const samples = interruption.stopped ? [] : await run.run.finalSamples(signal);
  if (options.report !== undefined) await writeReport(options.report, run, samples);
  if (interruption.stopped) {
    const failure = outputFailure();
    if (failure !== undefined) throw new CommandError(`${failure}. ${stopInOneLine(run)}`);
    describeStop(run, printer);
    return interruption.exitCode;
  }
  printClosingWords(run, samples, printer);
  if (options.report !== undefined) printer.line(`\nReport: ${options.report}`);
  return 0;
}

function runFacts(
  { prepared, directory, run }: AssembledRun,
  { device }: ComputeDevice,
): readonly (readonly string[])[] {
  const { settings, shape, batch } = prepared;
  const from = run.step > 0 ? `from step ${run.step} ` : "";
  const parameters = formatCount(run.model.numParameters());
  return [
    [prepared.data.kind, describeData(prepared)],
    ["model", shape],
    ["batch", amount(batch)],
    ["size", `${parameters} parameters`],
    ["device", describeDevice(device)],
    ["run", `${from}to step ${settings.steps}, seed ${settings.seed}, in ${directory.shown}`],
  ];
}

const amount = ({ count, of }: Amount): string => `${formatCount(count)} ${of}`;

/** "book: 1,085,000 characters to train on, 120,556 held out, 84 different ones" */
function describeData({ training, data }: PreparedTraining): string {
  const parts = data.amounts.map((amounts) => amounts.map(amount).join(", "));
  return `${pathFromHere(training.data.source)}: ${parts.join("; ")}`;
}

const nothingSaved = "Stopped before the first step; nothing was saved.";

/** "Stopped after step 3 of 40, saved in runs/tiny. Go on with:" */
const stopOf = ({ run, prepared, directory }: AssembledRun): string =>
  `Stopped after step ${run.step} of ${prepared.settings.steps}, saved in ${directory.shown}. Go on with:`;

const resumeCommand = ({ directory }: AssembledRun): string =>
  `${ownCommand()} train --resume ${shellQuote(directory.shown)}`;

function describeStop(run: AssembledRun, printer: Printer): void {
  if (run.checkpoint.savedStep === 0) {
    printer.say(nothingSaved);
    return;
  }
  printer.say(stopOf(run));
  printer.line(`  ${resumeCommand(run)}`);
}

const stopInOneLine = (run: AssembledRun): string =>
  run.checkpoint.savedStep === 0 ? nothingSaved : `${stopOf(run)} ${resumeCommand(run)}`;
