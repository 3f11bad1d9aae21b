import { manualSeed } from "@qkv/nn";
import type { ReadyTraining, TrainingRun } from "@qkv/nn/recipes";
import { CheckpointWriter } from "../run-directory/checkpoint.ts";
import { HistoryFile } from "../run-directory/history-file.ts";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import { partMetadata } from "../run-directory/run-parts.ts";
import { formatCount } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { scoreAtTheEnd } from "./score-at-the-end.ts";
import { TrainingProgress } from "./training-progress.ts";

/** A run, new or resumed, that is ready to train, with what stands around it. */
export interface AssembledRun {
  readonly directory: RunDirectory;
  readonly prepared: ReadyTraining;
  readonly run: TrainingRun;
  readonly history: HistoryFile;
  readonly checkpoint: CheckpointWriter;
  readonly progress: TrainingProgress;
}

export interface RunParts {
  readonly directory: RunDirectory;
  readonly prepared: ReadyTraining;
  readonly printer: Printer;
  readonly signal: AbortSignal;
  /** Puts a fresh run where an earlier one stopped. */
  readonly restore?: (run: TrainingRun) => void | Promise<void>;
  /**
   * Whether the folder's weights lie otherwise than config.json will say, or are of another age than the checkpoint: then
   * they are written anew.
   */
  readonly rewrite?: boolean;
}

/** Make the model and everything around it, and write the files that do not change any more. */
export async function assembleRun(parts: RunParts): Promise<AssembledRun> {
  const { directory, prepared, printer, signal, restore, rewrite = false } = parts;
  const { settings } = prepared;
  manualSeed(settings.seed);
  let progress: TrainingProgress | undefined;
  const run = prepared.start({
    signal,
    loss: (heldOut, step) => {
      if (step < settings.steps) return heldOut.onTheWay();
      progress?.pause();
      return scoreAtTheEnd(heldOut, printer);
    },
  });
  await restore?.(run);
  if (rewrite) {
    await directory.write(await run.modelFiles(partMetadata(prepared.training, run.step)));
  }
  await directory.write(prepared.files());
  const history = await HistoryFile.open(directory.history, run.step);
  const known = history.records.length;
  if (known < run.step)
    printer.say(
      `note: history.jsonl holds ${formatCount(known)} of the ${formatCount(run.step)} steps done; ` +
        "curves show those and what comes",
    );
  const checkpoint = new CheckpointWriter(directory, history, prepared.training, run.step);
  progress = new TrainingProgress(printer, settings.steps, run.step, prepared.figures);
  return { directory, prepared, run, history, checkpoint, progress };
}
