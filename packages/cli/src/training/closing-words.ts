import { relative } from "node:path";
import { lossPlot } from "../report/loss-plot.ts";
import { formatCount } from "../terminal/format-number.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import type { Printer } from "../terminal/printer.ts";
import { formatTable } from "../terminal/table.ts";
import { bitsPerByte } from "./held-out-loss.ts";
import { sampleText } from "./sample-text.ts";
import type { TrainingRun } from "./training-run.ts";

type Lines = readonly (readonly [string, string])[];

/** Figures of a finished run on its whole validation split. */
export function finalFigures({ heldOut, split, model, trainer }: TrainingRun): Lines {
  const score = heldOut.final;
  const size = [
    ["steps", formatCount(trainer.step)],
    ["parameters", formatCount(model.numParameters())],
  ] as const;
  if (!score) return size;
  return [
    ["held-out loss", `${score.loss.toFixed(4)} nats`],
    ["perplexity", score.perplexity.toFixed(3)],
    ["bits per byte", bitsPerByte(score, split.validationBytes).toFixed(4)],
    ["held-out tokens", formatCount(score.tokens)],
    ...size,
  ];
}

/** Two pieces of text by the trained model. */
export async function finalSamples(
  run: TrainingRun,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { model, tokenizer, settings } = run;
  const samples: string[] = [];
  for (const seed of [settings.seed, settings.seed + 1])
    samples.push(await sampleText(model, tokenizer, { seed: seed >>> 0, characters: 300, signal }));
  return samples;
}

/** The loss curve, the figures, samples, where everything is, and what to do with it. */
export function printClosingWords(
  run: TrainingRun,
  samples: readonly string[],
  printer: Printer,
): void {
  const { colours } = printer;
  const title = (text: string): void => printer.line(`\n${colours.bold(text)}`);
  const plot = lossPlot(run.history.records, printer);
  if (plot !== "") {
    title("Loss");
    printer.line(plot);
  }
  title("On the held-out tenth of the text");
  printer.line(formatTable(finalFigures(run), { indent: "  " }));
  for (const [i, sample] of samples.entries()) {
    title(`Sample ${i + 1}`);
    printer.line(sample);
  }
  title(`Saved in ${run.directory.shown}`);
  const files = run.directory.files.map((path) => relative(run.directory.path, path));
  printer.line(`  ${files.join("  ")}`);
  title("Next");
  printer.line(nextCommands(run));
}

function nextCommands({ directory, data, settings }: TrainingRun): string {
  const own = ownCommand();
  const folder = shellQuote(directory.shown);
  const source = shellQuote(relativeSource(data.source));
  return formatTable(
    [
      [`${own} generate --model ${folder} --max-new-tokens 500`, "more text"],
      [`${own} evaluate --model ${folder} --data ${source}`, "loss on a text"],
      [`${own} inspect --model ${folder}`, "what is in the model"],
      [`${own} train --resume ${folder} --steps ${2 * settings.steps}`, "train on"],
    ],
    { indent: "  " },
  );
}

function relativeSource(source: string): string {
  const fromHere = relative(process.cwd(), source);
  return source.startsWith("/") && !fromHere.startsWith("../..") ? fromHere : source;
}
