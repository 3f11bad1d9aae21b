import { fileNames } from "../model-folder/file-names.ts";
import { type FilesByName, weightsFile } from "../model-folder/write-model-folder.ts";
import type { Model } from "../models/roles.ts";
import { resumeTraining, saveTraining } from "../training/checkpoint.ts";
import type { History } from "../training/history.ts";
import type { FitOptions, Trainer } from "../training/trainer.ts";
import { type Handover, handoverOf } from "./handover.ts";
import type { Sample } from "./sample.ts";
import type { Progress, Score } from "./score.ts";
import type { TokenLoss } from "./token-loss.ts";

/** Losses on what is held out: of a part of it on the way, of all of it after the last step. */
export interface HeldOut {
  /** Of all of it, once it is known. */
  readonly score: Score | undefined;
  /** Mean loss of `evalBatches` batches; NaN when the signal stopped it. */
  onTheWay(): Promise<number>;
  /** Mean loss of all of it; NaN when the signal stopped it. */
  atTheEnd(onProgress?: Progress): Promise<number>;
}

/** Validation of a run that is about to start. */
export interface ValidationHooks {
  readonly signal: AbortSignal;
  /** Which of its two losses a held-out set is to give at this step. */
  readonly loss: (heldOut: HeldOut, step: number) => Promise<number>;
}

/** A part of what is held out, each time that a run validates; nothing stops it. */
export const usualValidation = (): ValidationHooks => ({
  signal: new AbortController().signal,
  loss: (heldOut) => heldOut.onTheWay(),
});

/** What a recipe makes of a run. */
export interface RunParts<B> {
  readonly model: Model;
  readonly trainer: Trainer<B>;
  /** The trainer's loss, where it is a cross entropy of tokens. */
  readonly tokens?: TokenLoss<B>;
  readonly heldOut: HeldOut;
  readonly sample: TrainingRun["sample"];
  readonly finalSamples: TrainingRun["finalSamples"];
  /** model.safetensors unless given. */
  readonly modelFiles?: TrainingRun["modelFiles"];
}

/** A model in training. Disposing of it frees the model, and what the training has made. */
export interface TrainingRun extends Disposable {
  readonly model: Model;
  readonly heldOut: HeldOut;
  /** Steps done. */
  readonly step: number;
  fit(options: FitOptions): Promise<History>;
  /** Everything to go on from, as a file; `metadata` is put beside. */
  save(metadata?: Readonly<Record<string, string>>): Promise<Uint8Array>;
  /** The trained model's weights, as files by their names in its folder; `metadata` is put beside those of the whole model. */
  modelFiles(metadata?: Readonly<Record<string, string>>): Promise<FilesByName>;
  /** Go on from a saved file: the next losses are the same to the bit. */
  restore(bytes: Uint8Array): void;
  /** What another engine is told to go on with it. */
  handover(): Handover;
  /** A small sample on the way. */
  sample(seed: number, signal: AbortSignal): Promise<Sample>;
  /** What the trained model makes; less when the signal stops it. */
  finalSamples(signal: AbortSignal): Promise<readonly Sample[]>;
  dispose(): void;
}

/** A run around a trainer, whatever its batches are. */
export function trainingRun<B>({ trainer, tokens, ...parts }: RunParts<B>): TrainingRun {
  const dispose = (): void => {
    trainer.dispose();
    parts.model.dispose();
  };
  return {
    get step() {
      return trainer.step;
    },
    fit: (options) => trainer.fit(options),
    save: (metadata) => saveTraining(trainer, metadata),
    modelFiles: async (metadata) =>
      new Map([[fileNames.weights, await weightsFile(parts.model, metadata)]]),
    restore: (bytes) => resumeTraining(trainer, bytes),
    handover: () => handoverOf(trainer, tokens),
    dispose,
    [Symbol.dispose]: dispose,
    ...parts,
  };
}
