import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "../command-line/define-command.ts";
import { commandOf } from "../command-line/define-command.ts";
import { describeExamples } from "../command-line/describe-examples.ts";
import { choice, flag, number, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { exportPytorch, type WrittenExport } from "../pytorch/export-pytorch.ts";
import { formatCount } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";

const engines = ["pytorch"] as const;

const options = {
  run: text("Folder of the run, as qkv train makes it", "DIR"),
  to: choice("The engine that is to go on with it", engines),
  out: text("Folder to write; the run's name with -pytorch behind it unless given", "DIR"),
  steps: number(
    "Steps that the run ends after, those done included; its own unless given, or twice as many where it has done them all",
    { integer: true, from: 1, to: 1_000_000_000 },
  ),
  data: text("Where the run's data are; where they were unless given", "FILE"),
  json: flag("One JSON object on stdout"),
};

const command = commandOf({
  name: "export",
  description: "Hand a training over to another engine, in the middle of it",
  options,
  bare: "run",
  examples: [
    ["qkv export --to pytorch runs/book", "weights, AdamW's moments, the batches to come"],
    ["qkv export --to pytorch runs/book --steps 20000 --out book-torch", "a longer way to go"],
    ["torchrun --nproc-per-node 2 runs/book-pytorch/train_torch.py", "go on on two processes"],
    ["qkv import runs/book-pytorch", "and come back"],
  ],
  run: runExport,
});

/** `qkv export --to ENGINE DIR` */
const exportCommand: Command = {
  ...command,
  lists: [
    [
      "Engines",
      [
        [
          "pytorch",
          "a Hugging Face folder and train_torch.py, which runs under torchrun (DDP, FSDP)",
        ],
      ],
    ],
  ],
};

async function runExport(given: OptionValues<typeof options>): Promise<number> {
  requireOption("to", given.to, engines.join(", "));
  const run = requireOption("run", given.run, "the folder of a run, such as runs/book");
  const out = given.out ?? sibling(run);
  const printer = new Printer(given);
  using interruption = new Interruption(() => printer.say("\nStopping; nothing is written."));
  try {
    const { steps, data } = given;
    const { signal } = interruption;
    const written = await exportPytorch(run, out, { printer, signal, steps, data });
    if (given.json) printJson({ folder: out, ...written });
    else describe(run, out, written, printer);
    return 0;
  } catch (error) {
    if (!interruption.stopped) throw error;
    return interruption.exitCode;
  }
}

const sibling = (run: string): string => {
  const path = resolve(run);
  return pathFromHere(join(dirname(path), `${basename(path)}-pytorch`));
};

function describe(run: string, out: string, written: WrittenExport, printer: Printer): void {
  const { step, steps, lossToCome, lengthened } = written;
  if (lengthened)
    printer.say(
      `The run in ${run} has done all of its steps; it was given as many again, to step ${steps} (--steps N for another end).`,
    );
  printer.line(
    printer.table([
      ["folder", out],
      ["step", `${formatCount(step)} of ${formatCount(steps)}`],
      ["next loss", `${lossToCome.toFixed(6)} without dropout`],
    ]),
  );
  const folder = shellQuote(out);
  printer.line(`\n${printer.colours.bold("Next")}`);
  printer.line(
    describeExamples(
      [
        [`torchrun --nproc-per-node 2 ${folder}/train_torch.py`, "go on with PyTorch"],
        [`${ownCommand()} import ${folder}`, "come back"],
      ],
      printer.width,
      printer.colours,
    ),
  );
}

export { exportCommand as export };
