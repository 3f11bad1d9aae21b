import { commandOf } from "../command-line/define-command.ts";
import { type TrainOptions, trainOptions } from "../settings/train-options.ts";
import { formatCount } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer } from "../terminal/printer.ts";
import { finalSamples, printClosingWords } from "../training/closing-words.ts";
import { describeDevice, useThreads } from "../training/compute-device.ts";
import { newRun } from "../training/new-run.ts";
import { resumedRun } from "../training/resumed-run.ts";
import { trainSteps } from "../training/train-steps.ts";
import type { TrainingRun } from "../training/training-run.ts";
import { requireReportFolder, writeReport } from "../training/write-report.ts";

export const train = commandOf({
  name: "train",
  description: "Train a GPT on text",
  options: trainOptions,
  examples: [
    ["qkv train --data book", "a minute on Moby Dick"],
    ["qkv train --data notes.txt --preset nanogpt-cpu --out runs/notes", "your own text"],
    ["qkv train --resume runs/notes --steps 4000", "go on, bit for bit where it stopped"],
    [
      "qkv train --data book --preset tiny --layers 3 --json > losses.jsonl",
      "figures for a program",
    ],
    ["qkv train --data book --report report.html", "with a page of curves and figures"],
  ],
  run: runTrain,
});

async function runTrain(options: TrainOptions): Promise<number> {
  const device = await useThreads(options.threads);
  if (options.report !== undefined) requireReportFolder(options.report);
  const json = options.json ?? false;
  const printer = new Printer({ json });
  using interruption = new Interruption(() =>
    printer.line("\nStopping: the step under way is finished and saved. Once more quits at once."),
  );
  const { signal } = interruption;
  let run: TrainingRun;
  try {
    const load = { printer, signal };
    run =
      options.resume === undefined
        ? await newRun(options, load)
        : await resumedRun(options.resume, options, load);
  } catch (error) {
    if (!interruption.stopped) throw error;
    printer.line("Stopped before the first step; nothing was saved.");
    return interruption.exitCode;
  }
  printer.line(`${describeRun(run)}\ndevice  ${describeDevice(device)}`);
  await trainSteps(run, { json, printer, interruption });
  if (!interruption.stopped && !run.heldOut.final) await run.heldOut.atTheEnd(printer);
  const samples = interruption.stopped ? [] : await finalSamples(run, signal);
  if (options.report !== undefined) await writeReport(options.report, run, samples);
  if (interruption.stopped) {
    printer.line(describeStop(run));
    return interruption.exitCode;
  }
  printClosingWords(run, samples, printer);
  if (options.report !== undefined) printer.line(`\nReport: ${options.report}`);
  return 0;
}

function describeRun({ model, settings, split, data, directory, trainer }: TrainingRun): string {
  const { layers, heads, dModel, context, batch, steps } = settings;
  const from = trainer.step > 0 ? `from step ${trainer.step} ` : "";
  return [
    `text    ${data.source}: ${formatCount(split.training.length)} characters to train on, ` +
      `${formatCount(split.validation.length)} held out, ${model.config.vocabSize} different ones`,
    `model   ${formatCount(model.numParameters())} parameters: ${layers} layers, ${heads} heads, ` +
      `width ${dModel}, context ${context}`,
    `run     ${from}to step ${steps}, ${formatCount(batch * context * settings.gradAccum)} ` +
      `tokens a step, seed ${settings.seed}, in ${directory.shown}`,
  ].join("\n");
}

function describeStop({ trainer, settings, directory, checkpoint }: TrainingRun): string {
  if (checkpoint.savedStep === 0) return "Stopped before the first step; nothing was saved.";
  const command = `${ownCommand()} train --resume ${shellQuote(directory.shown)}`;
  return (
    `Stopped after step ${trainer.step} of ${settings.steps}, saved in ${directory.shown}. ` +
    `Go on with:\n  ${command}`
  );
}
