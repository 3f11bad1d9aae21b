import type {
  DecoderDescription,
  EncoderDescription,
  TextPairsDescription,
} from "../../model-folder/model-description.ts";
import type { ModelParts } from "../opened-model.ts";
import type { PreparedParts, TrainingData } from "../recipe.ts";
import type { RecipeModel } from "../recipe-model.ts";
import type { TrainingSettings } from "../settings.ts";
import type { TrainingRun, ValidationHooks } from "../training-run.ts";
import type { LearningModel } from "./base-model.ts";
import type { FineTuningSettings } from "./fine-tuning-settings.ts";

/** What a folder says of a model that can be fine-tuned. */
export type LearningDescription = DecoderDescription | TextPairsDescription | EncoderDescription;

/** What a fine-tuning is made of, before its data are looked at. */
export interface FineTuningParts {
  readonly settings: FineTuningSettings;
  readonly description: LearningDescription;
  readonly data: TrainingData;
  /** A model of the description: its values do not matter. */
  readonly shape: LearningModel;
  /** Whether the context is what it is; otherwise it may be shorter, as the data are. */
  readonly fixed: boolean;
}

/** What learns from data that were looked at, and how. */
export interface FittedTask extends Pick<PreparedParts, "data" | "batch" | "examplePrompt"> {
  /** With the context that there is room for, where nobody said which. */
  readonly settings: FineTuningSettings;
  readonly description: LearningDescription;
  /** A model that tells the classes of the data apart, where the given one does not. */
  readonly adopt?: ((base: LearningModel) => LearningModel) | undefined;
  /** The run itself, of a model whose parts learn as the settings say. */
  learn(
    model: LearningModel,
    hooks: ValidationHooks,
    modelFiles: TrainingRun["modelFiles"],
  ): TrainingRun;
}

/** What models of one role learn. */
export interface FineTuningTask {
  /** @throws RecipeError for data that cannot be learnt from, with their line */
  fit(parts: FineTuningParts): FittedTask;
  /** A trained model, and what can be done with it. */
  open(parts: ModelParts<LearningModel, LearningDescription, TrainingSettings>): RecipeModel;
}
