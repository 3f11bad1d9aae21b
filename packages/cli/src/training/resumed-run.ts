import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { resumeTraining, type Trainer } from "@qkv/nn";
import { readBytes } from "@qkv/nn/node";
import { readSafetensors } from "@qkv/nn/weights";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { namingFile } from "../failures/naming-file.ts";
import { type ModelConfig, readModelConfig } from "../model-directory/model-config.ts";
import { expectedWeights } from "../model-directory/model-kind.ts";
import { requireWeights } from "../model-directory/require-weights.ts";
import { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { chooseDevice, type RunSession } from "./choose-device.ts";
import { assembleRun, type TrainingRun } from "./training-run.ts";
import type { TaskKind } from "./training-task.ts";

/** What a run's folder says of it, before it is taken up again. */
export interface StoredRun {
  /** The folder, as the user names it. */
  readonly path: string;
  readonly directory: RunDirectory;
  readonly config: ModelConfig;
}

/** Find a run that can go on. */
export async function storedRun(path: string, { out }: TrainOptions): Promise<StoredRun> {
  const directory = new RunDirectory(resolve(path));
  if (out !== undefined && resolve(out) !== directory.path)
    throw new UsageError(`--out is ${out}, but --resume goes on in ${path}; leave --out away`);
  if (existsSync(directory.training))
    return { path, directory, config: await readModelConfig(directory.config) };
  const reason = existsSync(directory.path)
    ? "it has no training.safetensors, so no checkpoint was saved there"
    : "there is no such folder";
  throw new CommandError(`cannot resume ${path}: ${reason}`);
}

/** The run, where its last checkpoint left it; its next losses are the same to the bit. */
export async function resumedRun<B>(
  kind: TaskKind<B>,
  { path, directory, config }: StoredRun,
  options: TrainOptions,
  load: RunSession,
): Promise<TrainingRun<B>> {
  const folder = { path, directory: directory.path };
  const prepared = await kind.resume(config, folder, options, load);
  const bytes = await readBytes(directory.training);
  const { tensors } = await namingFile(directory.training, () => readSafetensors(bytes));
  requireWeights(expectedWeights(config), tensors, directory.training, "model.");
  await chooseDevice(prepared, directory.config, load);
  const restore = (trainer: Trainer<B>): Promise<void> =>
    namingFile(directory.training, () => {
      resumeTraining(trainer, bytes);
      requireStepsLeft(trainer.step, prepared.settings.steps, path);
    });
  return assembleRun({ directory, prepared, ...load, restore });
}

function requireStepsLeft(done: number, steps: number, path: string): void {
  if (done > steps)
    throw new UsageError(
      `--steps is ${steps}, but the run in ${path} has done ${done}; expected at least as many`,
    );
}
