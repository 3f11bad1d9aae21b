import type { RunnableModule } from "../device-comparison/run-model.ts";
import type { GeneratedToken, GenerateOptions, GenerationResult } from "../generation/generate.ts";
import type { ModelDescription, TrainingRecord } from "../model-folder/model-description.ts";
import type { ModelFootprint } from "../model-folder/model-size.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import type { Inspection } from "./inspect-model.ts";
import type { Score, ScoringOptions } from "./score.ts";
import type { TrainingSettings } from "./settings.ts";
import type { TrainingSteps } from "./training-steps.ts";

/** Text out of a model. */
export interface TextGeneration {
  /** Whether the output goes on from the prompt; otherwise it stands for itself. */
  readonly continuesPrompt: boolean;
  /** Whether the options that choose among tokens have a meaning; otherwise the likeliest is taken. */
  readonly samples: boolean;
  /** What is gone on from when there is no prompt; undefined where there must be one. */
  readonly defaultPrompt: string | undefined;
  readonly defaultMaxNewTokens: number;
  /** Of the texts; undefined where they are symbols. */
  readonly tokenizer?: Tokenizer;
  /** Token by token, the whole at the end. Throws at once for a prompt that the model has no tokens for. */
  stream(
    prompt: string,
    options: GenerateOptions,
  ): AsyncGenerator<GeneratedToken, GenerationResult, void>;
}

/** What becomes of symbols that a model does not have: they are left out, or something stands for each. */
export const unknownTreatments = ["skip", "replace"] as const;
/** What becomes of symbols that a model does not have: they are left out, or something stands for each. */
export type UnknownTreatment = (typeof unknownTreatments)[number];

/** A text in which all symbols are known to a model, made of another one. */
export interface AdmittedText {
  readonly text: string;
  /** Symbols that the model does not have, each time that they stand in the other text. */
  readonly unknown: number;
  /** The first of them. */
  readonly first?: string;
  /** Where that stands in the other text, where that can be counted in characters. */
  readonly position?: number;
  /** Of all symbols, known ones too. */
  readonly all: number;
  /** "characters" */
  readonly kind: string;
  /** What that means: ", which are separated by spaces". */
  readonly form: string;
  /** How many different ones the model has. */
  readonly symbols: number;
  /** What stands for an unknown one that is replaced, for people. */
  readonly standIn: string;
}

/** Data that a model is measured on. */
export interface Evaluation {
  score(options?: ScoringOptions): Promise<Score>;
  /** The score's loss alone, which may be there sooner. */
  loss(options?: ScoringOptions): Promise<number>;
}

/** How long `RecipeModel#tokensPerSecond` measures. */
export interface SpeedLimits {
  readonly signal: AbortSignal;
  /** Tokens so far are enough after so many milliseconds. */
  readonly milliseconds: number;
  readonly onToken: () => void;
}

/** A model, and what its recipe does with it. */
export interface RecipeModel {
  readonly recipe: string;
  /** What of its data it was trained on, as "trained on ..." goes on. */
  readonly trainedOn: string;
  /** "GPT" */
  readonly modelName: string;
  readonly model: RunnableModule;
  readonly description: ModelDescription;
  /** How it was trained, or what is usual for it. */
  readonly settings: TrainingSettings;
  readonly training: TrainingRecord | undefined;
  /** "2 layers, 4 heads, width 96, context 64" */
  readonly shape: string;
  readonly size: ModelFootprint;
  readonly generation: TextGeneration;
  /** A prompt whose symbols the model has all. */
  admitPrompt(prompt: string, treatment: UnknownTreatment): AdmittedText;
  /** The same for data that the model is measured on; what is wrong with their form stays as it is. */
  admitData(text: string, treatment: UnknownTreatment): AdmittedText;
  /** What is done with unknown symbols of data where nobody says; undefined where they are an error. */
  readonly usualTreatment: UnknownTreatment | undefined;
  /** Measure it on a text; `name` is what errors call it. @throws RecipeError for a text that cannot be used */
  evaluation(text: string, name: string): Evaluation;
  /** Everything countable about it; with a prompt, also each tensor that it makes on the way. */
  inspect(prompt?: string): Promise<Inspection>;
  /** The beginning of a text as the model takes it; `name` is what errors call it. */
  inputsOf(text: string, name: string): readonly HostTensor[];
  /** A few short sequences of random ids, the same every time. */
  checkInputs(): readonly HostTensor[];
  /** Random ids as large as training has them: so many sequences, fewer where a step would take longer than a second. */
  stepInputs(sequences: number): readonly HostTensor[];
  /** Whole training steps on one batch of random ids. */
  trainingSteps(): TrainingSteps;
  /** Tokens a second when they are made one after the other, sampling and decoding included. */
  tokensPerSecond(limits: SpeedLimits): Promise<number>;
}
