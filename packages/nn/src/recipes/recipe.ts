import type { RunnableModule } from "../device-comparison/run-model.ts";
import type {
  DataRecord,
  ModelDescription,
  TrainingRecord,
} from "../model-folder/model-description.ts";
import type { ModelFootprint } from "../model-folder/model-size.ts";
import type { DescribedFolder } from "../model-folder/read-model-description.ts";
import type { ModelFolder } from "../model-folder/read-model-folder.ts";
import type { FilesByName } from "../model-folder/write-model-folder.ts";
import type { Model } from "../models/roles.ts";
import type { NumberRange } from "../options/number-range.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import type { FigureTable } from "./figures.ts";
import type { RecipeModel } from "./recipe-model.ts";
import type { GivenSettings, SettingName, TrainingSettings } from "./settings.ts";
import type { TrainingRun, ValidationHooks } from "./training-run.ts";

/** So many of something: { count: 12, of: "source symbols" }. */
export interface Amount {
  readonly count: number;
  readonly of: string;
}

/** A text to learn from, and where it came from. */
export interface TrainingData extends DataRecord {
  readonly text: string;
}

/** A model for a trial of what the training will do, and inputs for it. */
export interface TrialRun {
  readonly model: RunnableModule;
  readonly inputs: readonly HostTensor[];
  dispose(): void;
}

/** A run whose settings, data and shape are known and checked, before its model takes memory. */
export interface ReadyTraining {
  readonly settings: TrainingSettings;
  /** What the run's folder says of its training. */
  readonly training: TrainingRecord;
  /** What the model weighs in training. */
  readonly footprint: ModelFootprint;
  /** The fields of the model's config.json. */
  readonly config: object;
  /** The files of the run's folder, but its weights. */
  files(): FilesByName;
  /** What the data are: what is trained on and held out, and what they consist of. */
  readonly data: {
    readonly kind: string;
    readonly amounts: readonly (readonly Amount[])[];
    /** How a file of such data might be called: "other.txt". */
    readonly exampleFile: string;
    /** What the last score is of: "the held-out tenth". */
    readonly heldOut: string;
  };
  /** Of the model: "2 layers, 4 heads, width 96, context 64". */
  readonly shape: string;
  readonly batch: Amount;
  /** Something to try the trained model with; undefined where it needs no prompt. */
  readonly examplePrompt: string | undefined;
  /** What its scores count beside the loss, by name. */
  readonly figures?: FigureTable;
  /** The pipeline that the trained folder is for, of an application; undefined where there is none. */
  readonly pipeline?: string | undefined;
  /** A fresh model, to try on a device what the training will do. */
  trial(): TrialRun;
  /** The run itself, before its first step. Initial values are drawn from the default generator. */
  start(hooks?: ValidationHooks): TrainingRun;
}

/** The same of a recipe that knows its models by their roles. */
export interface PreparedTraining extends ReadyTraining {
  /** The model that is to learn, where it is there before the run: on the host, and to be brought to the run's device. */
  readonly model?: Model;
  readonly description: ModelDescription;
  /** A fresh model, and what its recipe does with it. */
  newModel(): RecipeModel;
}

/** What a recipe says of a run that is ready: the rest follows from it. */
export type PreparedParts = Omit<
  PreparedTraining,
  "config" | "files" | "footprint" | "trial" | "data"
> & {
  /** What the model weighs in training, where that is less than learning all of it takes. */
  readonly footprint?: ModelFootprint;
  readonly data: Omit<ReadyTraining["data"], "heldOut">;
};

/** A run whose settings are known; its data are not yet. */
export interface TrainingPlan {
  readonly settings: TrainingSettings;
  /** What the run was trained on, where it goes on. */
  readonly data?: DataRecord;
  /**
   * With a tokenizer that is not made of the data, where the recipe takes one.
   *
   * @throws RecipeError for data that the recipe cannot learn from, or other data than those of a run that goes on
   */
  prepare(data: TrainingData, tokenizer?: Tokenizer): PreparedTraining;
}

/** What a run's folder is taken up again with, and its model used. */
export type RecipeOfRuns = Pick<Recipe, "name" | "ranges" | "resume" | "open">;

/** A task that models learn: from settings and data to a training run, and what the trained model does. */
export interface Recipe {
  /** By which a run's folder calls it, and a command line. */
  readonly name: string;
  readonly ranges: Readonly<Partial<Record<SettingName, NumberRange>>>;
  readonly presets: readonly string[];
  /** A new run. @throws SettingsError */
  plan(settings: GivenSettings): TrainingPlan;
  /** A run that goes on; `run` names it in errors. @throws SettingsError for what cannot change any more */
  resume(folder: DescribedFolder, settings: GivenSettings, run?: string): TrainingPlan;
  /** A fresh model with the settings of a preset and a made-up vocabulary, to measure. */
  fresh(preset: string): RecipeModel;
  /** A trained model, and what can be done with it. */
  open(folder: ModelFolder): RecipeModel;
}
