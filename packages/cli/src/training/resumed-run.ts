import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type DescribedFolder,
  expectWeights,
  readModelDescription,
  type TrainingRecord,
} from "@qkv/nn/model-folder";
import { folderOnDisk, openCheckpoint, readBytes } from "@qkv/nn/node";
import { ChangedSettingError, type RecipeOfRuns } from "@qkv/nn/recipes";
import { readSafetensors } from "@qkv/nn/weights";
import { namingOptions } from "../command-line/option-name.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { namingFile } from "../failures/naming-file.ts";
import { claimRun } from "../run-directory/claim-directory.ts";
import { RunDirectory } from "../run-directory/run-directory.ts";
import { type PartMetadata, requireSameRun, stepOf } from "../run-directory/run-parts.ts";
import { loadText } from "../text-source/load-text.ts";
import { chooseDevice, type RunSession } from "./choose-device.ts";
import { settingsFor } from "./settings-for.ts";
import type { TrainOptions } from "./train-options.ts";
import { type AssembledRun, assembleRun } from "./training-run.ts";

/** What a run's folder says of it, before it is taken up again. */
export interface StoredRun {
  /** The folder, as the user names it. */
  readonly path: string;
  readonly directory: RunDirectory;
  readonly folder: DescribedFolder;
}

/** Find a run that can go on. */
export async function storedRun(path: string, { out }: TrainOptions): Promise<StoredRun> {
  const directory = new RunDirectory(resolve(path));
  if (out !== undefined && resolve(out) !== directory.path)
    throw new UsageError(`--out is ${out}, but --resume goes on in ${path}; leave --out away`);
  await claimRun(directory, path);
  if (existsSync(directory.training)) {
    const folder = await readModelDescription(folderOnDisk(directory.path));
    return { path, directory, folder };
  }
  const reason = existsSync(directory.path)
    ? "it has no training.safetensors, so no checkpoint was saved there"
    : "there is no such folder";
  throw new CommandError(`cannot resume ${path}: ${reason}`);
}

/** The run, where its last checkpoint left it; its next losses are the same to the bit. */
export async function resumedRun(
  recipe: RecipeOfRuns,
  { path, directory, folder }: StoredRun,
  options: TrainOptions,
  session: RunSession,
): Promise<AssembledRun> {
  const run = `the run in ${path}`;
  if (options.model !== undefined)
    throw new UsageError(`--model is that of ${run} already; leave it out`);
  if (options.tokenizer !== undefined)
    throw new UsageError(`--tokenizer is that of ${run} already; leave it out`);
  const plan = namingOptions(() => {
    if (options.task !== undefined && options.task !== recipe.name)
      throw new ChangedSettingError("task", options.task, recipe.name, run);
    return recipe.resume(folder, settingsFor(recipe, options), run);
  });
  const data = await loadText(options.data ?? plan.data?.source ?? "", session);
  const prepared = namingOptions(() => plan.prepare(data));
  const bytes = await readBytes(directory.training);
  await expectWeights(folder.description, bytes, { file: directory.training, prefix: "model." });
  const stale = await isStale(
    directory,
    readSafetensors(bytes).metadata,
    prepared.training,
    session,
  );
  await chooseDevice(prepared, directory.config, session);
  return assembleRun({
    ...{ directory, prepared, ...session, rewrite: folder.older || stale },
    restore: (run) =>
      namingFile(directory.training, () => {
        run.restore(bytes);
        requireStepsLeft(run.step, prepared.settings.steps, path);
      }),
  });
}

/**
 * Whether the weights alone are of another step than the checkpoint, as a kill between the two leaves them. Throws when
 * either is of another run.
 */
async function isStale(
  directory: RunDirectory,
  checkpoint: PartMetadata,
  training: TrainingRecord,
  { printer }: RunSession,
): Promise<boolean> {
  requireSameRun(directory.training, checkpoint, training);
  if (!existsSync(directory.model)) return true;
  await using weights = await openCheckpoint(directory.model);
  requireSameRun(directory.model, weights.metadata, training);
  const [own, expected] = [stepOf(weights.metadata), stepOf(checkpoint)];
  if (own === undefined || expected === undefined || own === expected) return false;
  printer.say(
    `note: model.safetensors is of step ${own} and training.safetensors of step ${expected}, as a kill between ` +
      "the two leaves them; the run goes on from the latter, and the former is written anew",
  );
  return true;
}

function requireStepsLeft(done: number, steps: number, path: string): void {
  if (done > steps)
    throw new UsageError(
      `--steps is ${steps}, but the run in ${path} has done ${done}; expected at least as many`,
    );
}
