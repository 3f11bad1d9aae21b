import type { Loading, ParameterSummary, TensorAnswer, TokenAnswer } from "./protocol.ts";

/**
 * What the page asks of models that learn in the worker. A run has a name that the page gave it, and lives until `endRun`
 * or until the worker ends.
 */
export interface TrainingCalls {
  /** Make a model and everything that its training needs; with `saved`, go on where that file was written. */
  startRun: { ask: StartRun; event: Loading; answer: RunAnswer };
  /** Train until `steps` are done or `pauseRun` is asked. */
  trainRun: {
    ask: { readonly run: string; readonly steps: number };
    event: TrainingEvent;
    answer: RunProgress;
  };
  /** Answered when the step under way is done. */
  pauseRun: { ask: OfRun; event: never; answer: RunProgress };
  /** Go back to a step at which the run was looked at; later ones are forgotten. */
  rewindRun: { ask: OfRun & { readonly step: number }; event: never; answer: RunAnswer };
  /** A tensor of the run, now or at an earlier look, and how its values were spread at each look. */
  runTensor: {
    ask: OfRun & {
      readonly name: string;
      readonly kind: TensorKind;
      readonly step?: number | undefined;
    };
    event: never;
    answer: RunTensor;
  };
  /** Where the model looks in a text, now or at an earlier look. */
  runAttention: {
    ask: OfRun & { readonly text: string; readonly step?: number | undefined };
    event: never;
    answer: RunAttention;
  };
  /** Everything to go on from, in one safetensors file; `note` is put beside. */
  saveRun: {
    ask: OfRun & { readonly note: string };
    event: never;
    answer: { readonly file: Uint8Array<ArrayBuffer> };
  };
  /** The note that a file was saved with. */
  readRunFile: {
    ask: { readonly file: Uint8Array };
    event: never;
    answer: { readonly note: string };
  };
  /** The files of the model's folder, as the command and Hugging Face's libraries open it. */
  runFiles: { ask: OfRun; event: never; answer: { readonly files: readonly RunFile[] } };
  /** Free all of it. */
  endRun: { ask: OfRun; event: never; answer: Record<string, never> };
}

interface OfRun {
  readonly run: string;
}

export interface StartRun extends OfRun {
  readonly settings: RunSettings;
  /** Text to learn from, or lines "source TAB target"; that of the book which comes with the page unless given. */
  readonly text?: string | undefined;
  readonly saved?: Uint8Array | undefined;
}

export const architectures = ["decoder", "encoder-decoder", "encoder"] as const;
export const positionKinds = ["learned", "sinusoidal", "rotary"] as const;
export const normPlacements = ["pre", "post"] as const;
export const optimizers = ["adamw", "adam", "sgd", "lion", "rmsprop", "adagrad"] as const;
export const schedules = ["cosine", "linear", "constant"] as const;

/** Everything that decides what a run computes, but its text. */
export interface RunSettings {
  readonly architecture: (typeof architectures)[number];
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  /** Tokens of a window; sequences of pairs are as long as they are. */
  readonly context: number;
  readonly positions: (typeof positionKinds)[number];
  readonly norm: (typeof normPlacements)[number];
  readonly dropout: number;
  readonly optimizer: (typeof optimizers)[number];
  readonly schedule: (typeof schedules)[number];
  readonly lr: number;
  readonly warmup: number;
  /** Of the whole run: where the schedule ends. */
  readonly steps: number;
  readonly batch: number;
  readonly weightDecay: number;
  /** Largest gradient norm; 0 for no clipping. */
  readonly clip: number;
  readonly seed: number;
  /** Steps from one look to the next: held-out loss, sample, checkpoint. */
  readonly every: number;
}

/** "weight", "gradient", or what the optimiser keeps, under PyTorch's name: "exp_avg". */
export type TensorKind = string;

export interface RunAnswer extends RunProgress {
  readonly parameters: readonly ParameterSummary[];
  readonly vocabSize: number;
  /** Tokens, or pairs, to learn from and held out. */
  readonly amounts: { readonly training: number; readonly heldOut: number };
  /** Which tensors there are of each parameter. */
  readonly kinds: readonly TensorKind[];
  readonly looks: readonly Look[];
}

export interface RunProgress {
  readonly step: number;
  readonly memory: EngineMemory;
}

/** Of the engine, all models included. */
export interface EngineMemory {
  /** In use. */
  readonly bytes: number;
  /** Held of the machine. */
  readonly reservedBytes: number;
}

/** A step, as the training loop tells of it. */
export interface StepRecord {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
  /** L2 norm of all gradients before they are clipped. */
  readonly gradNorm?: number;
  readonly tokensPerSecond?: number;
  /** Of what is held out, on some steps. */
  readonly valLoss?: number;
}

export type TrainingEvent =
  | { readonly kind: "steps"; readonly records: readonly StepRecord[] }
  | { readonly kind: "look"; readonly look: Look };

/** What the model was like at a step that can be gone back to. */
export interface Look {
  readonly step: number;
  readonly sample: RunSample;
}

export type RunSample =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "pairs"; readonly pairs: readonly AnsweredPair[] };

export interface AnsweredPair {
  readonly source: string;
  readonly target: string;
  readonly output: string;
}

export interface RunTensor {
  readonly step: number;
  readonly shape: readonly number[];
  /** Empty where there is none yet: before the first step there is no gradient. */
  readonly data: Float32Array;
  readonly spread: TensorSpread;
}

/** How a tensor's values were spread at each look: the same bins for all. */
export interface TensorSpread {
  readonly steps: readonly number[];
  /** Three standard deviations to each side of 0; what lies further out is in the outermost bins. */
  readonly from: number;
  readonly to: number;
  readonly bins: number;
  /** [steps, bins]: the share of values, 0 to 1. */
  readonly shares: Float32Array;
}

export interface RunAttention {
  readonly step: number;
  readonly tokens: readonly TokenAnswer[];
  readonly targetTokens?: readonly TokenAnswer[];
  /** Weights of each layer: [1, nhead, queries, keys]. */
  readonly maps: readonly TensorAnswer[];
}

export interface RunFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
