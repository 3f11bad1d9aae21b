import type { Amount, ReadyTraining } from "@qkv/nn/recipes";
import { CompilationNotice } from "../compute-device/compilation-notice.ts";
import type { ComputeDevice } from "../compute-device/compute-device.ts";
import { describeDevice } from "../compute-device/describe-device.ts";
import { CommandError } from "../failures/command-error.ts";
import { requireReportFolder } from "../report/require-report-folder.ts";
import { formatCount } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { outputFailure } from "../terminal/output-failure.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import type { RunSession } from "./choose-device.ts";
import { printClosingWords } from "./closing-words.ts";
import { scoreAtTheEnd } from "./score-at-the-end.ts";
import { noteEarlyEnd } from "./start-or-resume.ts";
import { trainSteps } from "./train-steps.ts";
import type { AssembledRun } from "./training-run.ts";
import { writeReport } from "./write-report.ts";

/** What every training is told, whatever it learns. */
export interface TrainRunOptions {
  readonly json?: boolean;
  readonly report?: string;
}

/** Train a run that `assemble` makes, to its end or until it is stopped; resolves with the exit code. */
export async function trainRun(
  { json = false, report }: TrainRunOptions,
  compute: ComputeDevice,
  assemble: (session: RunSession) => Promise<AssembledRun>,
): Promise<number> {
  if (report !== undefined) requireReportFolder(report);
  const printer = new Printer({ json });
  using interruption = new Interruption(() =>
    printer.say("\nStopping: the step under way is finished and saved. Once more quits at once."),
  );
  let run: AssembledRun;
  try {
    run = await assemble({ printer, signal: interruption.signal, compute });
  } catch (error) {
    if (!interruption.stopped) throw error;
    printer.say(nothingSaved);
    return interruption.exitCode;
  }
  try {
    return await carryOut(run, compute, { json, report, printer, interruption });
  } finally {
    run.directory.release();
  }
}

interface Carrying {
  readonly json: boolean;
  readonly report: string | undefined;
  readonly printer: Printer;
  readonly interruption: Interruption;
}

async function carryOut(
  run: AssembledRun,
  compute: ComputeDevice,
  { json, report, printer, interruption }: Carrying,
): Promise<number> {
  const { signal } = interruption;
  const { heldOut } = run.run;
  printer.line(printer.table(runFacts(run, compute)));
  using compilation = new CompilationNotice(compute.device, printer);
  const onFirstStep = (): void => compilation.end();
  await trainSteps(run, { json, printer, interruption, onFirstStep });
  if (!interruption.stopped) await noteEarlyEnd(run);
  if (!interruption.stopped && !heldOut.score) await scoreAtTheEnd(heldOut, printer);
  const samples = interruption.stopped ? [] : await run.run.finalSamples(signal);
  if (report !== undefined) await writeReport(report, run, samples);
  if (interruption.stopped) {
    const failure = outputFailure();
    if (failure !== undefined) throw new CommandError(`${failure}. ${stopInOneLine(run)}`);
    describeStop(run, printer);
    return interruption.exitCode;
  }
  printClosingWords(run, samples, printer);
  if (report !== undefined) printer.line(`\nReport: ${report}`);
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
function describeData({ training, data }: ReadyTraining): string {
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
