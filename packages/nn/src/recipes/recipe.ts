import type {
  DataRecord,
  ModelDescription,
  TrainingRecord,
} from "../model-folder/model-description.ts";
import type { ModelFootprint } from "../model-folder/model-size.ts";
import type { DescribedFolder } from "../model-folder/read-model-description.ts";
import type { ModelFolder } from "../model-folder/read-model-folder.ts";
import type { Model } from "../models/roles.ts";
import type { NumberRange } from "../options/number-range.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
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

/** A run whose settings, data and shape are known and checked, before its model takes memory. */
export interface PreparedTraining {
  readonly settings: TrainingSettings;
  /** The model that is to learn, where it is there before the run: on the host, and to be brought to the run's device. */
  readonly model?: Model;
  /** What the model weighs in training, where that is less than learning all of it takes. */
  readonly footprint?: ModelFootprint;
  /** What the run's folder says of its model and of its training. */
  readonly description: ModelDescription;
  readonly training: TrainingRecord;
  /** What the data are: what is trained on and held out, and what they consist of. */
  readonly data: {
    readonly kind: string;
    readonly amounts: readonly (readonly Amount[])[];
    /** How a file of such data might be called: "other.txt". */
    readonly exampleFile: string;
  };
  /** Of the model: "2 layers, 4 heads, width 96, context 64". */
  readonly shape: string;
  readonly batch: Amount;
  /** Something to try the trained model with; undefined where it needs no prompt. */
  readonly examplePrompt: string | undefined;
  /** A fresh model, to try on a device what the training will do. */
  newModel(): RecipeModel;
  /** The run itself, before its first step. Initial values are drawn from the default generator. */
  start(hooks?: ValidationHooks): TrainingRun;
}

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
