import { basename, dirname, join, resolve } from "node:path";
import { folderOnDisk } from "@qkv/nn/node";
import { importRun } from "@qkv/nn/pytorch";
import { commandOf } from "../command-line/define-command.ts";
import { describeExamples } from "../command-line/describe-examples.ts";
import { flag, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { requireNew, writeFolder } from "../pytorch/write-folder.ts";
import { formatCount } from "../terminal/format-number.ts";
import { Interruption } from "../terminal/interruption.ts";
import { ownCommand, shellQuote } from "../terminal/own-command.ts";
import { Printer, printJson } from "../terminal/printer.ts";
import { pathFromHere } from "../terminal/shown-path.ts";

const options = {
  from: text("Folder of qkv export --to pytorch, after train_torch.py has trained in it", "DIR"),
  out: text(
    "Folder of the run; the exported one's name with -imported behind it unless given",
    "DIR",
  ),
  json: flag("One JSON object on stdout"),
};

/** `qkv import DIR` */
const importCommand = commandOf({
  name: "import",
  description: "Take a training back that PyTorch has gone on with",
  options,
  bare: "from",
  examples: [
    ["qkv import runs/book-pytorch", "a run again, in runs/book-imported"],
    ["qkv import book-torch --out runs/book-2", "in a folder of another name"],
    ["qkv train --resume runs/book-imported", "go on where PyTorch stopped"],
  ],
  run: runImport,
});

async function runImport(given: OptionValues<typeof options>): Promise<number> {
  const from = requireOption("from", given.from, "the folder that qkv export wrote");
  const out = given.out ?? sibling(from);
  requireNew(out);
  const printer = new Printer(given);
  using interruption = new Interruption(() => printer.say("\nStopping; nothing is written."));
  try {
    const { files, step, steps, ofPytorch } = await importRun(folderOnDisk(from));
    await writeFolder(out, files, interruption.signal);
    if (given.json) printJson({ folder: out, step, steps, ofPytorch, files: [...files.keys()] });
    else describe(out, { step, steps, ofPytorch }, printer);
    return 0;
  } catch (error) {
    if (!interruption.stopped) throw error;
    return interruption.exitCode;
  }
}

/** runs/book-imported of runs/book-pytorch. */
const sibling = (from: string): string => {
  const path = resolve(from);
  return pathFromHere(join(dirname(path), `${basename(path).replace(/-pytorch$/, "")}-imported`));
};

function describe(
  out: string,
  {
    step,
    steps,
    ofPytorch,
  }: { readonly step: number; readonly steps: number; readonly ofPytorch: number },
  printer: Printer,
): void {
  printer.line(
    printer.table([
      ["folder", out],
      [
        "step",
        `${formatCount(step)} of ${formatCount(steps)}, ${formatCount(ofPytorch)} of them by PyTorch`,
      ],
    ]),
  );
  const more = step < steps ? "" : ` --steps ${2 * steps}`;
  printer.line(`\n${printer.colours.bold("Next")}`);
  printer.line(
    describeExamples(
      [[`${ownCommand()} train --resume ${shellQuote(out)}${more}`, "train on"]],
      printer.width,
      printer.colours,
    ),
  );
}

export { importCommand as import };
