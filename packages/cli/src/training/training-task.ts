import type { Trainer } from "@qkv/nn";
import type { DataRecord, ModelConfig } from "../model-directory/model-config.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { SharedSettings } from "../settings/training-settings.ts";
import type { Printer } from "../terminal/printer.ts";
import type { LoadOptions } from "../text-source/load-text.ts";

export type Lines = readonly (readonly [string, string])[];

/** A piece of output of the trained model, with its heading. */
export interface Sample {
  readonly title: string;
  readonly text: string;
  /** A drawing out of characters: its lines must not be wrapped. */
  readonly drawn?: true;
}

/** Losses on what is held out: of a part of it on the way, of all of it after the last step. */
export interface HeldOut {
  /** Whether the score of all of it is known. */
  readonly known: boolean;
  /** Mean loss of `evalBatches` batches; NaN when the user stopped it. */
  onTheWay(): Promise<number>;
  /** Mean loss of all of it; NaN when the user stopped it. */
  atTheEnd(printer: Printer): Promise<number>;
}

/** A model in training, and what its task has to say of it. `B` is the task's batch. */
export interface TrainingTask<B> {
  readonly trainer: Trainer<B>;
  readonly heldOut: HeldOut;
  /** Figures of all that is held out, once they are known. */
  figures(): Lines;
  /** A small sample on the way. */
  sample(seed: number, signal: AbortSignal): Promise<string>;
  /** What the trained model makes; less when the signal stops it. */
  finalSamples(signal: AbortSignal): Promise<readonly Sample[]>;
}

/** Validation of a trainer that is about to be made. */
export interface ValidationHooks {
  readonly signal: AbortSignal;
  /** Which of its two losses a held-out set is to give at this step. */
  readonly loss: (heldOut: HeldOut, step: number) => Promise<number>;
}

/** A task whose settings, data and shape are known and checked, before its model takes memory. */
export interface PreparedTask<B> {
  readonly settings: SharedSettings;
  readonly data: DataRecord;
  /** What is written as config.json. */
  readonly config: ModelConfig;
  /** What is written as tokenizer.json. */
  readonly tokenizer: unknown;
  /** Data and model in a line each. */
  readonly description: Lines;
  /** Arguments of `qkv generate` for a first try, behind the model. */
  readonly firstTry: string;
  start(validation: ValidationHooks): TrainingTask<B>;
}

/** How runs of a task begin and are taken up again. */
export interface TaskKind<B> {
  begin(data: string, options: TrainOptions, load: LoadOptions): Promise<PreparedTask<B>>;
  /** `path` is the run's folder as the user names it, `directory` its absolute path. */
  resume(
    stored: ModelConfig,
    folder: { readonly path: string; readonly directory: string },
    options: TrainOptions,
    load: LoadOptions,
  ): Promise<PreparedTask<B>>;
}
