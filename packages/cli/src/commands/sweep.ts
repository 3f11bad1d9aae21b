import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { commandOf } from "../command-line/define-command.ts";
import { choice, flag, number, type OptionValues, text } from "../command-line/option.ts";
import { requireOption } from "../command-line/require-option.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { conductSweep } from "../sweep/conduct-sweep.ts";
import { figureDirection } from "../sweep/figure-direction.ts";
import { expectTrial, readSpace, type Space } from "../sweep/space.ts";
import { methods, SweepFolder, type SweepPlan } from "../sweep/sweep-folder.ts";
import { gridTrials, randomTrials, type Trial } from "../sweep/trials.ts";
import { queueOption } from "../work-queue/queue-option.ts";
import { trainingOptionsFor } from "./train.ts";

const options = {
  space: text(
    'What is tried, as JSON: options of qkv train by name, each a value, { "linear": [FROM, TO] }, { "log": [FROM, TO] } or { "choice": [...] }',
    "FILE",
  ),
  trials: number("Settings to try; of a grid all unless given", {
    ...{ integer: true, from: 1, to: 100_000 },
  }),
  method: choice(
    "random (unless given); grid, every combination; halving: all trials with few steps, and the better ones with more",
    methods,
  ),
  factor: number(
    "Of halving: a round has this many times the steps, and keeps 1 of so many; 3 unless given",
    {
      ...{ integer: true, from: 2, to: 100 },
    },
  ),
  metric: text("The figure that counts; valLoss unless given, or a figure of the task", "NAME"),
  seed: number("Of the settings that are drawn; 0 unless given", {
    ...{ integer: true, from: 0, to: 2 ** 32 - 1 },
  }),
  output: text("Folder of the sweep; sweeps/NAME of the space unless given", "DIR"),
  queue: queueOption(
    "Who trains: this machine (local, unless given), or the workers of a Redis server, which all see the folder",
  ),
  concurrency: number("Trainings side by side on this machine; 1 unless given", {
    ...{ integer: true, from: 1, to: 256 },
  }),
  trial: number("Train this trial alone, from 0 on: in a job of an array", {
    ...{ integer: true, from: 0, to: 99_999 },
  }),
  json: flag("One JSON object on stdout at the end, all else on stderr"),
};

export const sweep = commandOf({
  name: "sweep",
  description: "Train with many settings, and find the best",
  options,
  examples: [
    ["qkv sweep --space space.json --trials 20", "at random; goes on when it is called again"],
    ["qkv sweep --space space.json --method grid --concurrency 2", "every combination"],
    ["qkv sweep --space space.json --trials 27 --method halving", "few steps for the worse ones"],
    [
      "qkv sweep --space space.json --trials 20 --queue redis://HOST",
      "by the workers of a Redis server: qkv batch worker --queue redis://HOST",
    ],
    [
      "qkv sweep --space space.json --trials 20 --trial $SLURM_ARRAY_TASK_ID",
      "one of them, in a job of an array",
    ],
  ],
  run: runCommand,
});

type Given = OptionValues<typeof options>;

async function runCommand(given: Given): Promise<number> {
  const path = requireOption("space", given.space, "a file of settings to try");
  const space = readSpace(await textOf(path), path, trainingOptionsFor);
  const { method = "random", metric = "valLoss", seed = 0, factor = 3, trial } = given;
  expectTogether(given, space, path);
  const trials = trialsOf(space, given);
  for (const { values } of trials) expectTrial(values, path, trainingOptionsFor);
  if (trial !== undefined && trial >= trials.length)
    throw new UsageError(`--trial is ${trial}, expected one of 0 to ${trials.length - 1}`);
  const plan: SweepPlan = {
    ...{ format: "qkv sweep 1", method, space, trials: trials.length, seed, factor, metric },
    better: figureDirection(metric, space.fixed.task),
  };
  const name = basename(path, extname(path));
  const folder = new SweepFolder(given.output ?? join("sweeps", name));
  return conductSweep(folder, plan, trials, given);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new CommandError(`--space is ${path}, and there is no such file`, { cause });
  }
}

function trialsOf(space: Space, { method, trials, seed = 0 }: Given): readonly Trial[] {
  if (method === "grid") return gridTrials(space, trials);
  const count = requireOption("trials", trials, "how many settings are tried");
  return randomTrials(space, count, seed);
}

/** Refuse what one option says and another leaves without effect. */
function expectTogether(given: Given, space: Space, path: string): void {
  const { method = "random", factor, seed, queue = "local", concurrency, trial } = given;
  const without = (name: string, of: string): UsageError =>
    new UsageError(`--${name} is ${of}; leave it out`);
  if (factor !== undefined && method !== "halving") throw without("factor", "of --method halving");
  if (seed !== undefined && method === "grid")
    throw without("seed", "of settings that are drawn, and a grid draws none");
  if (concurrency !== undefined && (queue !== "local" || trial !== undefined))
    throw without("concurrency", "of trainings on this machine, side by side");
  if (trial !== undefined && queue !== "local")
    throw without("queue", "of all trials, and --trial trains one here");
  if (method !== "halving") return;
  if (trial !== undefined)
    throw new UsageError("--trial trains one alone, and halving compares them; leave one out");
  if (!Number.isSafeInteger(space.fixed.steps))
    throw new UsageError(`--method halving needs "steps" in ${path}, those of the last round`);
}
