import type { BatchSource } from "../data/batch-source.ts";
import type { FileSource } from "../model-folder/file-source.ts";
import type { FilesByName } from "../model-folder/write-model-folder.ts";
import type { Model } from "../models/roles.ts";
import type { Schedule } from "../optim/lr-scheduler/schedules.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Complete, Fields, Given, OptionTable } from "../options/define-options.ts";
import type { ApplicationScore, FigureTable } from "../recipes/figures.ts";
import type { Amount } from "../recipes/recipe.ts";
import type { Sample } from "../recipes/sample.ts";
import type { ScoringOptions } from "../recipes/score.ts";
import type { TokenLoss } from "../recipes/token-loss.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Weights } from "./best-weights.ts";
import type { DataFiles } from "./data-files.ts";
import type { trainingFields } from "./training-fields.ts";

/** The settings of an application: its own, and those of every training. */
export type ApplicationFields<F extends Fields> = F & typeof trainingFields;
/** All settings of an application, complete: of its own fields and of `trainingFields`. */
export type ApplicationSettings<F extends Fields> = Complete<OptionTable<ApplicationFields<F>>>;
/** The settings that somebody gives; what is missing comes from the preset. */
export type GivenApplicationSettings<F extends Fields> = Partial<
  Given<OptionTable<ApplicationFields<F>>>
>;

/** Which data a score is of. The test part is for the figure that is told, once; choices are made on the other. */
export type HeldOutPart = "validation" | "test";

/** What an application says of its data, for people. */
export interface DataForm {
  /** What its files are: "a .tsv, .csv or .jsonl file of texts and labels". */
  readonly expected: string;
  /** What it learns from where no files are named: "200 sentences that a grammar makes". */
  readonly usual: string;
  /** What the larger preset is meant for, and where that comes from. */
  readonly published?: string;
}

/** A set of settings by its name. */
export interface Preset<F extends Fields> {
  readonly settings: Omit<ApplicationSettings<F>, "preset">;
  /** Parameters, data and minutes: "0.2 M parameters, a minute". */
  readonly description: string;
}

/** What a model of an application is, before it has weights: the files that say it. */
export interface Described {
  /** The fields of config.json. */
  readonly config: object;
  /** tokenizer.json, preprocessor_config.json and the like, by name. */
  readonly files: FilesByName;
}

/** A model that a run starts from: what it is, and its weights. */
export interface Base extends Described {
  /**
   * By their names: below the head of an encoder, in its backbone; all of a decoder. Undefined where a run goes on, whose
   * checkpoint has them.
   */
  readonly weights: Weights | undefined;
  /** Paths of modules that learn whole beside adapters, for the model that it was has not all of them. */
  readonly beside?: readonly string[];
  /** Its folder's files, where the run's own folder keeps them. */
  readonly kept?: FilesByName;
}

/** A model that an application makes to start from. */
export interface FirstModel extends Described {
  readonly model: Model;
  /** Free it, and what its training took. */
  dispose(): void;
}

/** How an application starts from another model, which the setting `from` names. */
export interface BaseUse<F extends Fields, Data> {
  readonly role: "encoder" | "decoder";
  /** The settings that this model decides. */
  readonly decides: readonly (keyof F & string)[];
  /** Whether the run's folder keeps it, for what is learnt is measured against it. */
  readonly kept?: boolean;
  /** The same model with what it lacks for this application. */
  adapt?(base: Base, settings: ApplicationSettings<F>): Base;
  /** Makes one where none is named. */
  first?(
    data: Data,
    settings: ApplicationSettings<F>,
    options: ScoringOptions,
  ): Promise<FirstModel>;
}

/** A model that a run's own has inside, as it is: how it comes out of the folder that a setting names. */
export interface InnerModel<M extends Model> {
  /** Without a value there is none inside. */
  readonly setting: string;
  /** @throws RecipeError for a model of another kind */
  read(folder: FileSource): Promise<Base>;
  /** Give a new model the weights. */
  start(model: M, weights: Weights): void;
}

/** How scores and samples are made. */
export interface HeldOutOptions extends ScoringOptions {
  readonly part: HeldOutPart;
  /** Of so many examples at most; of all unless given. */
  readonly examples?: number | undefined;
  /** Whether training goes on after it: figures that take long are left for the end. */
  readonly onTheWay?: boolean | undefined;
  /** The folder of a model that looks at what this one makes, of an application that has a use for it. */
  readonly judge?: FileSource | undefined;
  /** So many outputs are also made in a slower way, of an application that has one, and compared. */
  readonly compared?: number | undefined;
}

/** What is done with a model, new or out of a folder. */
export interface Work<Data, B> {
  /** Give a new model what follows from the training data at once, before its first step. */
  begin?(data: Data): void;
  /** Batches to learn from. */
  batches(data: Data): BatchSource<B>;
  /** The loss of a batch, one element. */
  loss(batch: B): Tensor;
  /** The same loss, where it is a cross entropy of tokens: other engines can go on with such a run. */
  readonly tokens?: TokenLoss<B>;
  /** Over how many targets the loss of a batch is averaged, where that differs between batches. */
  targetsIn?(batch: B): number;
  /** Tokens, or other units, of a batch, for the rate that is shown. */
  tokensPerBatch?(data: Data): number;
  /** AdamW with decaying matrices unless given. */
  optimizer?(): Optimizer;
  /** Warm-up and half a cosine unless given. */
  schedule?: Schedule;
  /** Free what it holds beside the model. */
  dispose?(): void;
  /** Whether a validation on the way says that training has reached what it was for, and ends. */
  reached?(score: ApplicationScore): boolean;
  /** @throws when the signal stops it */
  score(data: Data, options: HeldOutOptions): Promise<ApplicationScore>;
  /** Examples, right and wrong, and pictures of what the model sees. */
  samples(data: Data, options: HeldOutOptions): Promise<readonly Sample[]>;
}

/** A model of an application with what belongs to it. */
export interface OpenedParts<F extends Fields, M extends Model> extends Described {
  readonly model: M;
  readonly settings: ApplicationSettings<F>;
  /** The model that it started from, of an application that keeps it. */
  readonly base?: Base | undefined;
}

/** What tells one application from others. */
export interface ApplicationParts<F extends Fields, Data, M extends Model, B> {
  /** As a command line calls it: "classification". */
  readonly name: string;
  /** In a few words, for a list: "labels of texts, by an encoder". */
  readonly description: string;
  readonly data: DataForm;
  /** The pipeline that uses its folders: "text-classification"; undefined where there is none. */
  readonly pipeline?: string;
  readonly fields: F;
  /** What the own settings do, in words, of those that a command line can give. */
  readonly flags: Readonly<Partial<Record<keyof F, string>>>;
  /** Of an application that can start from another model's folder, by the setting `from`. */
  readonly base?: BaseUse<F, Data>;
  /** Of an application whose models may have another model inside. */
  readonly inner?: InnerModel<M>;
  /** What is wrong with settings that are right one by one. */
  check?(settings: ApplicationSettings<F>): string | undefined;
  /** The first is the usual one: about a minute on the usual data. */
  readonly presets: Readonly<Record<string, Preset<F>>>;
  readonly figures: FigureTable;
  /** Of an application whose outputs another model can look at: which one that is, "a folder of qkv train --task pictures". */
  readonly judge?: string;
  /** Of an application that can make its outputs in a slower way too: what a number of them is for. */
  readonly reference?: string;
  /**
   * The data out of files, or the usual data, made or shipped, where there are none; split into what is trained on, validated
   * and tested.
   *
   * @throws RecipeError that names file and line, what was expected and what came
   */
  read(files: DataFiles | undefined, settings: ApplicationSettings<F>): Promise<Data>;
  /** What the data consist of: [[{ count: 6920, of: "to train on" }, { count: 872, of: "to validate" }]]. */
  amounts(data: Data): readonly (readonly Amount[])[];
  /** What follows from the training part, the settings and the model to start from: config.json, a tokenizer. */
  describe(
    data: Data,
    settings: ApplicationSettings<F>,
    base?: Base,
  ): Described | Promise<Described>;
  /** "2 layers, 4 heads, width 96" */
  shape(described: Described): string;
  /** What is done with a model of `describe`'s; its weights are random, or those of a folder. */
  open(parts: OpenedParts<F, M>): Work<Data, B>;
}
