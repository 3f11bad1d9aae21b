import { writeFileSafely } from "@qkv/nn/node";
import { BenchmarkProgress } from "../benchmark/benchmark-progress.ts";
import { commandOf } from "../command-line/define-command.ts";
import { choice, flag, type OptionValues, text } from "../command-line/option.ts";
import { DevicePair, devicePairOption, usualPair } from "../compute-device/device-pair.ts";
import { comparisonPage } from "../device-comparison/comparison-page.ts";
import {
  comparisonFacts,
  comparisonJson,
  comparisonRows,
  comparisonVerdict,
} from "../device-comparison/describe-comparison.ts";
import { type Comparison, runComparison } from "../device-comparison/run-comparison.ts";
import { folderSubject, presetSubject, type Subject } from "../device-comparison/subject.ts";
import { UsageError } from "../failures/command-error.ts";
import { requireReportFolder } from "../report/require-report-folder.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { presetNames } from "../training/train-options.ts";

const options = {
  model: text("Folder of the model, as qkv train makes it; it stays as it is", "DIR"),
  preset: choice("A fresh model with the settings of a preset instead", presetNames),
  devices: devicePairOption,
  report: text("Write a page with charts and the worst differences", "FILE.html"),
  json: flag("One JSON object on stdout, all else on stderr"),
};

export const compare = commandOf({
  name: "compare",
  description: "Do the same work on two devices, side by side",
  options,
  examples: [
    ["qkv compare --preset nanogpt-cpu", "whether the GPU is worth it, and agrees"],
    ["qkv compare --model runs/book --report devices.html", "with a page of charts"],
    ["qkv compare --preset tiny --devices wasm,reference --json", "figures for a program"],
  ],
  run: runCompare,
});

async function runCompare(given: OptionValues<typeof options>): Promise<number> {
  const { devices: names = usualPair, report, json = false } = given;
  if (report !== undefined) requireReportFolder(report);
  expectOneModel(given);
  const printer = new Printer({ json });
  using interruption = new Interruption();
  await using devices = await DevicePair.open(names);
  const subject = await subjectOf(given);
  const progress = new BenchmarkProgress(printer);
  const { signal } = interruption;
  const comparison = await runComparison(subject, [devices.a, devices.b], {
    signal,
    onProgress: (name, done, left) => progress.update(name, done, left),
  })
    .catch((error: unknown) => {
      if (!interruption.stopped) throw error;
    })
    .finally(() => progress.end());
  if (!comparison) {
    new Printer({ json: true }).say(
      "Stopped before both devices were through; there is nothing to compare.",
    );
    return interruption.exitCode;
  }
  if (json) printJson(comparisonJson(comparison));
  else printer.line(describe(comparison, printer));
  if (report === undefined) return 0;
  await writeFileSafely(report, new TextEncoder().encode(comparisonPage(comparison)));
  printer.line(`\nReport: ${report}`);
  return 0;
}

function expectOneModel({ model, preset }: OptionValues<typeof options>): void {
  if ((model === undefined) !== (preset === undefined)) return;
  throw new UsageError(
    `${model === undefined ? "neither" : "both"} of --model and --preset given, expected one of them`,
  );
}

async function subjectOf({ model, preset }: OptionValues<typeof options>): Promise<Subject> {
  return preset === undefined ? folderSubject(model ?? "") : presetSubject(preset);
}

function describe(comparison: Comparison, printer: Printer): string {
  const { colours } = printer;
  const names = comparison.figures.map(({ device }) => device.name);
  const table = printer.table([["", "", ...names], ...comparisonRows(comparison)], {
    right: [2, 3],
  });
  const [head = "", ...rows] = table.split("\n");
  return [
    printer.table(comparisonFacts(comparison)),
    "",
    colours.bold(head),
    ...rows,
    "",
    printer.wrap(comparisonVerdict(comparison)),
  ].join("\n");
}
