import { type CharacterTokenizer, Gpt, type GptConfig, manualSeed, type Tokenizer } from "@qkv/nn";
import { writeFileSafely } from "@qkv/nn/node";
import { type DataRecord, modelConfigJson } from "../model-directory/model-config.ts";
import { CheckpointWriter } from "../run-directory/checkpoint.ts";
import { HistoryFile } from "../run-directory/history-file.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import type { TrainingSettings } from "../settings/training-settings.ts";
import type { Printer } from "../terminal/printer.ts";
import { buildTrainer, type LanguageModelTrainer } from "./build-trainer.ts";
import { HeldOutLoss } from "./held-out-loss.ts";
import type { TextSplit } from "./text-split.ts";
import { TrainingProgress } from "./training-progress.ts";

/** A run, new or resumed, that is ready to train. */
export interface TrainingRun {
  readonly directory: RunDirectory;
  readonly settings: TrainingSettings;
  readonly data: DataRecord;
  readonly split: TextSplit;
  readonly tokenizer: Tokenizer;
  readonly model: Gpt;
  readonly trainer: LanguageModelTrainer;
  readonly heldOut: HeldOutLoss;
  readonly history: HistoryFile;
  readonly checkpoint: CheckpointWriter;
  readonly progress: TrainingProgress;
}

export interface RunParts {
  readonly directory: RunDirectory;
  readonly settings: TrainingSettings;
  readonly data: DataRecord;
  readonly split: TextSplit;
  readonly tokenizer: Tokenizer | CharacterTokenizer;
  readonly config: GptConfig;
  readonly printer: Printer;
  readonly signal: AbortSignal;
  /** Puts a fresh trainer where an earlier run stopped. */
  readonly restore?: (trainer: LanguageModelTrainer) => void | Promise<void>;
}

/** Make the model and everything around it, and write the files that do not change any more. */
export async function assembleRun(parts: RunParts): Promise<TrainingRun> {
  const { directory, settings, data, split, tokenizer, config, printer, signal, restore } = parts;
  manualSeed(settings.seed);
  const model = new Gpt(config);
  const heldOut = new HeldOutLoss(model, split, settings, signal);
  let progress: TrainingProgress | undefined;
  const trainer = buildTrainer({
    model,
    tokens: split.training,
    settings,
    validationLoss: async () => {
      if (trainer.step < settings.steps) return heldOut.onTheWay();
      progress?.pause();
      return heldOut.atTheEnd(printer);
    },
  });
  await restore?.(trainer);
  await writeText(
    directory.config,
    modelConfigJson({ model: config, training: { settings, data } }),
  );
  await writeText(directory.tokenizer, `${JSON.stringify(tokenizer)}\n`);
  const history = await HistoryFile.open(directory.history, trainer.step);
  const checkpoint = new CheckpointWriter(directory, history, trainer.step);
  progress = new TrainingProgress(printer, settings.steps, trainer.step);
  const fixed = { directory, settings, data, split, tokenizer };
  return { ...fixed, model, trainer, heldOut, history, checkpoint, progress };
}

const writeText = (path: string, text: string): Promise<void> =>
  writeFileSafely(path, new TextEncoder().encode(text));
