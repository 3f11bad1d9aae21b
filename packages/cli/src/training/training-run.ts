import { manualSeed, type Trainer } from "@qkv/nn";
import { writeFileSafely } from "@qkv/nn/node";
import { modelConfigJson } from "../model-directory/model-config.ts";
import { CheckpointWriter } from "../run-directory/checkpoint.ts";
import { HistoryFile } from "../run-directory/history-file.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import { formatCount } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { TrainingProgress } from "./training-progress.ts";
import type { PreparedTask, TrainingTask } from "./training-task.ts";

/** A run, new or resumed, that is ready to train. */
export interface TrainingRun<B> {
  readonly directory: RunDirectory;
  readonly prepared: PreparedTask<B>;
  readonly task: TrainingTask<B>;
  readonly history: HistoryFile;
  readonly checkpoint: CheckpointWriter;
  readonly progress: TrainingProgress;
}

export interface RunParts<B> {
  readonly directory: RunDirectory;
  readonly prepared: PreparedTask<B>;
  readonly printer: Printer;
  readonly signal: AbortSignal;
  /** Puts a fresh trainer where an earlier run stopped. */
  readonly restore?: (trainer: Trainer<B>) => void | Promise<void>;
}

/** Make the model and everything around it, and write the files that do not change any more. */
export async function assembleRun<B>(parts: RunParts<B>): Promise<TrainingRun<B>> {
  const { directory, prepared, printer, signal, restore } = parts;
  const { settings, config, tokenizer } = prepared;
  manualSeed(settings.seed);
  let progress: TrainingProgress | undefined;
  const task = prepared.start({
    signal,
    loss: (heldOut, step) => {
      if (step < settings.steps) return heldOut.onTheWay();
      progress?.pause();
      return heldOut.atTheEnd(printer);
    },
  });
  const { trainer } = task;
  await restore?.(trainer);
  await writeText(directory.config, modelConfigJson(config));
  await writeText(directory.tokenizer, `${JSON.stringify(tokenizer)}\n`);
  const history = await HistoryFile.open(directory.history, trainer.step);
  const known = history.records.length;
  if (known < trainer.step)
    printer.line(
      `note: history.jsonl holds ${formatCount(known)} of the ${formatCount(trainer.step)} steps done; ` +
        "curves show those and what comes",
    );
  const checkpoint = new CheckpointWriter(directory, history, trainer.step);
  progress = new TrainingProgress(printer, settings.steps, trainer.step);
  return { directory, prepared, task, history, checkpoint, progress };
}

const writeText = (path: string, text: string): Promise<void> =>
  writeFileSafely(path, new TextEncoder().encode(text));
