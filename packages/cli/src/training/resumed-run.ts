import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type GptConfig, gptConfig, readSafetensors, resumeTraining } from "@qkv/nn";
import { readBytes } from "@qkv/nn/node";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { namingFile } from "../failures/naming-file.ts";
import { readModelConfig } from "../model-directory/model-config.ts";
import { requireMemory } from "../model-directory/model-size.ts";
import { readTokenizer } from "../model-directory/read-tokenizer.ts";
import { requireWeights } from "../model-directory/require-weights.ts";
import { RunDirectory } from "../run-directory/run-directory.ts";
import { resumedSettings } from "../settings/resolve-settings.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { modelOptions, type TrainingSettings } from "../settings/training-settings.ts";
import { type LoadOptions, loadText } from "../text-source/load-text.ts";
import type { LanguageModelTrainer } from "./build-trainer.ts";
import { splitText } from "./text-split.ts";
import { assembleRun, type TrainingRun } from "./training-run.ts";

/** The run in a folder, where its last checkpoint left it; its next losses are the same to the bit. */
export async function resumedRun(
  path: string,
  options: TrainOptions,
  load: LoadOptions,
): Promise<TrainingRun> {
  const directory = new RunDirectory(resolve(path));
  requireRun(path, directory, options);
  const { model: config, training } = await readModelConfig(directory.config);
  if (!training) throw new CommandError(`${directory.config} says nothing of a training to resume`);
  const settings = resumedSettings(training.settings, options, path);
  requireSameShape(config, settings, directory.config);
  const { text, source, sha256 } = await loadText(options.data ?? training.data.source, load);
  if (sha256 !== training.data.sha256)
    throw new CommandError(
      `the text of ${source} is not the one that the run in ${path} was trained on ` +
        `(${training.data.source}, SHA-256 ${training.data.sha256.slice(0, 16)}…); ` +
        "name that one with --data, or start a new run without --resume",
    );
  const tokenizer = await readTokenizer(directory.path, config);
  const split = splitText(text, tokenizer, settings.context);
  const bytes = await readBytes(directory.training);
  const { tensors } = await namingFile(directory.training, () => readSafetensors(bytes));
  requireMemory(config, "training", directory.config);
  requireWeights(config, tensors, directory.training, "model.");
  const restore = (trainer: LanguageModelTrainer): Promise<void> =>
    namingFile(directory.training, () => {
      resumeTraining(trainer, bytes);
      requireStepsLeft(trainer.step, settings.steps, path);
    });
  const data = { source, sha256 };
  return assembleRun({ directory, settings, data, split, tokenizer, config, ...load, restore });
}

function requireRun(path: string, directory: RunDirectory, { out }: TrainOptions): void {
  if (out !== undefined && resolve(out) !== directory.path)
    throw new UsageError(`--out is ${out}, but --resume goes on in ${path}; leave --out away`);
  if (existsSync(directory.training)) return;
  const reason = existsSync(directory.path)
    ? "it has no training.safetensors, so no checkpoint was saved there"
    : "there is no such folder";
  throw new CommandError(`cannot resume ${path}: ${reason}`);
}

function requireSameShape(config: GptConfig, settings: TrainingSettings, path: string): void {
  const described = gptConfig(modelOptions(settings, config.vocabSize));
  let key: keyof GptConfig;
  for (key in described)
    if (described[key] !== config[key])
      throw new CommandError(
        `${path}: model.${key} is ${config[key]}, but training.settings make it ${described[key]}`,
      );
}

function requireStepsLeft(done: number, steps: number, path: string): void {
  if (done > steps)
    throw new UsageError(
      `--steps is ${steps}, but the run in ${path} has done ${done}; expected at least as many`,
    );
}
