import { recipeOf, recipes } from "@qkv/nn/recipes";
import type { Command } from "../command-line/define-command.ts";
import { commandOf } from "../command-line/define-command.ts";
import { withEnvironment } from "../command-line/environment-options.ts";
import type { OptionTable } from "../command-line/option.ts";
import { applicationCommand } from "../training/application-command.ts";
import { applicationIn } from "../training/application-in.ts";
import { fineTuningRun } from "../training/fine-tuning-run.ts";
import { newRun } from "../training/new-run.ts";
import { openTrainingDevice } from "../training/open-training-device.ts";
import { resumedRun, storedRun } from "../training/resumed-run.ts";
import { startOrResume } from "../training/start-or-resume.ts";
import { type TrainOptions, trainGroups, trainOptions } from "../training/train-options.ts";
import { trainRun } from "../training/train-run.ts";

const general = commandOf({
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

/** Applications have options of their own: those of the task that is named, or of the run that goes on. */
export const train: Command = {
  ...general,
  narrowed: commandFor,
  run: async (args) => {
    const all = withEnvironment("train", args, trainingOptionsFor);
    return commandFor(all).run(all);
  },
};

function commandFor(args: readonly string[]): Command {
  const application = applicationIn(args, "resume");
  return application ? applicationCommand(application) : general;
}

/** The options that arguments may have, which follow from the task among them. */
export const trainingOptionsFor = (args: readonly string[]): OptionTable =>
  Object.assign({}, ...commandFor(args).groups.map(([, options]) => options));

async function runTrain(given: TrainOptions): Promise<number> {
  const options = await startOrResume(given);
  if (!options) return 0;
  await using compute = await openTrainingDevice(options);
  const { resume, model } = options;
  const recipe = recipes.find(({ name }) => name === options.task) ?? recipes[0];
  // Awaited here, or the device would be disposed of before the training begins.
  return await trainRun(options, compute, async (session) => {
    if (resume !== undefined) {
      const stored = await storedRun(resume, options);
      return resumedRun(recipeOf(stored.folder), stored, options, session);
    }
    if (model !== undefined) return fineTuningRun(model, options, session);
    return newRun(recipe, options, session);
  });
}
