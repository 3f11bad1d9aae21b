import { existsSync } from "node:fs";
import { relative } from "node:path";
import type { Sample } from "@qkv/nn/recipes";
import type { Example } from "../command-line/define-command.ts";
import { describeExamples } from "../command-line/describe-examples.ts";
import { titledSamples } from "../report/describe-sample.ts";
import { describeScore, type Lines } from "../report/describe-score.ts";
import { lossPlot } from "../report/loss-plot.ts";
import { formatCount } from "../terminal/format-number.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import type { Printer } from "../terminal/printer.ts";
import type { AssembledRun } from "./training-run.ts";

/** Figures of a finished run on all that it holds out. */
export function finalFigures({ run, prepared }: AssembledRun): Lines {
  const { model, step, heldOut } = run;
  const [[, loss] = [], ...others] = heldOut.score
    ? describeScore(heldOut.score, prepared.figures)
    : [];
  return [
    ...(loss === undefined ? [] : [["held-out loss", loss] as const, ...others]),
    ["steps", formatCount(step)],
    ["parameters", formatCount(model.numParameters())],
  ];
}

/** The loss curve, the figures, samples, where everything is, and what to do with it. */
export function printClosingWords(
  run: AssembledRun,
  samples: readonly Sample[],
  printer: Printer,
): void {
  const { colours } = printer;
  const title = (text: string): void => printer.line(`\n${colours.bold(text)}`);
  const plot = lossPlot(run.history.records, printer);
  if (plot !== "") {
    title("Loss");
    printer.line(plot);
  }
  title(`On ${run.prepared.data.heldOut}`);
  printer.line(printer.table(finalFigures(run), { indent: "  " }));
  for (const sample of titledSamples(samples, printer.width)) {
    title(sample.title);
    printer.line(sample.text);
  }
  title(`Saved in ${run.directory.shown}`);
  const there = run.directory.files.filter((path) => existsSync(path));
  const files = there.map((path) => relative(run.directory.path, path));
  printer.line(printer.wrap(`  ${files.join("  ")}`, "  "));
  title("Next");
  printer.line(describeExamples(nextCommands(run), printer.width, colours));
}

function nextCommands(run: AssembledRun): readonly Example[] {
  return run.prepared.figures ? applicationCommands(run) : recipeCommands(run);
}

function applicationCommands({ directory, prepared }: AssembledRun): readonly Example[] {
  const { settings, pipeline } = prepared;
  const own = ownCommand();
  const folder = shellQuote(directory.shown);
  return [
    ...(pipeline === undefined
      ? []
      : [[`${own} run ${pipeline} --model ${folder} --input INPUT`, "use it"] as const]),
    [`${own} evaluate --model ${folder} --part test`, "its figures on the test data, once"],
    [`${own} train --resume ${folder} --steps ${2 * settings.steps}`, "train on"],
  ];
}

function recipeCommands({ directory, prepared }: AssembledRun): readonly Example[] {
  const { settings, examplePrompt, data } = prepared;
  const firstTry =
    examplePrompt === undefined ? "--max-new-tokens 500" : `--prompt ${shellQuote(examplePrompt)}`;
  const own = ownCommand();
  const folder = shellQuote(directory.shown);
  return [
    [`${own} generate --model ${folder} ${firstTry}`, "what it makes"],
    [
      `${own} evaluate --model ${folder} --data ${data.exampleFile}`,
      "loss on data that it has not seen",
    ],
    [`${own} inspect --model ${folder}`, "what is in the model"],
    [`${own} train --resume ${folder} --steps ${2 * settings.steps}`, "train on"],
  ];
}
