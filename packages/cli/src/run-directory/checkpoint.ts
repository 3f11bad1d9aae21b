import type { TrainingRecord } from "@qkv/nn/model-folder";
import { writeFileSafely } from "@qkv/nn/node";
import type { TrainingRun } from "@qkv/nn/recipes";
import { CommandError } from "../failures/command-error.ts";
import type { HistoryFile } from "./history-file.ts";
import type { RunDirectory } from "./run-directory.ts";
import { partMetadata } from "./run-parts.ts";

/** Saves a run's state, and never puts a bad or half-written one in place of a good one. */
export class CheckpointWriter {
  readonly #directory: RunDirectory;
  readonly #history: HistoryFile;
  readonly #training: TrainingRecord;
  #savedStep: number;

  /** `savedStep` is the step of the checkpoint that the folder has; 0 for none. */
  constructor(
    directory: RunDirectory,
    history: HistoryFile,
    training: TrainingRecord,
    savedStep: number,
  ) {
    this.#directory = directory;
    this.#history = history;
    this.#training = training;
    this.#savedStep = savedStep;
  }

  /** Step of the last good checkpoint; 0 for none. */
  get savedStep(): number {
    return this.#savedStep;
  }

  async save(run: TrainingRun): Promise<void> {
    if (run.step === this.#savedStep) return;
    this.#directory.requireClaim();
    const { model } = run;
    for (const [name, tensor] of model.namedParameters())
      if (!(await tensor.data()).every(Number.isFinite))
        throw new CommandError(
          `after step ${run.step} the parameter ${name} is no longer finite; ` +
            `it was not saved. Lower the learning rate. ${this.lastGood()}`,
        );
    try {
      const metadata = partMetadata(this.#training, run.step);
      await this.#history.flush();
      await writeFileSafely(this.#directory.training, await run.save(metadata));
      await this.#directory.write(await run.modelFiles(metadata));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CommandError(`${reason}. ${this.lastGood()}`, { cause });
    }
    this.#savedStep = run.step;
  }

  /** A sentence on what there is to go back to. */
  lastGood(): string {
    const { shown } = this.#directory;
    if (this.#savedStep === 0) return "No checkpoint had been saved yet.";
    return `The last good checkpoint, of step ${this.#savedStep}, is in ${shown}.`;
  }
}
